/** A person's way in: invitation, two-step sign-in, deactivation; and the tokens and keys of one's own. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launch, picture, signIn, visit } from './browser.ts'

const tag = Date.now().toString(36)
const email = `nurse-${tag}@demo.localhost`
const password = `calm harbour ${tag} lantern`

/** The code an authenticator app would show (RFC 6238). */
function totp(secret: string): string {
  const bits = [...secret.replace(/=+$/, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const moment = Buffer.alloc(8)
  moment.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', key).update(moment).digest()
  const at = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe('people', () => {
  let browser: Browser
  let admin: Page
  let nurse: Page
  let link = ''

  before(async () => {
    browser = await launch()
    admin = (await visit(browser)).page
    nurse = (await visit(browser)).page
    await signIn(admin, '/people')
  })
  after(() => browser.close())

  test('an invitation is a link shown once', async () => {
    await admin.getByRole('button', { name: 'Invite someone' }).click()
    await admin.locator('dialog input[name=email]').fill(email)
    await admin.locator('dialog button.primary').click()
    link = await admin.locator('.copy-box input').inputValue()
    assert.match(link, /\/invitation\/.+/)
    await picture(admin, 'invitation-link')
    await admin.keyboard.press('Escape')
    await admin.locator('tr', { hasText: email }).getByText('Open').waitFor()
  })

  test('it opens an account, once', async () => {
    const path = new URL(link).pathname
    await nurse.goto(path)
    await nurse.locator('input[name=name]').fill('Demo Nurse')
    await nurse.locator('input[name=password]').fill('short')
    await nurse.locator('button.primary').click()
    await nurse.locator('.field-error').waitFor()
    await nurse.locator('input[name=password]').fill(password)
    await nurse.locator('button.primary').click()
    await nurse.getByRole('heading', { name: 'Studies' }).waitFor()
    assert.equal(await nurse.locator('.rail-nav a[href="/people"]').count(), 0)
    await nurse.goto(path)
    await nurse.locator('input[name=name]').fill('Demo Nurse')
    await nurse.locator('input[name=password]').fill(password)
    await nurse.locator('button.primary').click()
    await nurse.locator('[role=alert]').waitFor()
  })

  test('two-step sign-in', async () => {
    await nurse.goto('/account')
    await nurse.getByRole('button', { name: 'Turn on' }).click()
    const field = nurse.getByLabel('Secret for your authenticator app')
    await confirmIdentity(nurse, field)
    const secret = await field.inputValue()
    await nurse.locator('input[name=code]').fill('000000')
    await nurse.getByRole('button', { name: 'Turn on' }).click()
    await confirmIdentity(nurse, nurse.locator('.field-error'))
    await nurse.locator('input[name=code]').fill(totp(secret))
    await nurse.getByRole('button', { name: 'Turn on' }).click()
    await confirmIdentity(nurse, nurse.getByText('On. Signing in asks for a code.'))
    await nurse.getByRole('button', { name: 'Show codes' }).click()
    const codes = nurse.locator('.codes li').first()
    await confirmIdentity(nurse, codes)
    const recovery = await codes.innerText()
    await picture(nurse, 'recovery-codes')

    await nurse.getByRole('button', { name: 'Sign out' }).click()
    await nurse.locator('input[name=email]').fill(email)
    await nurse.locator('input[name=password]').fill(password)
    await nurse.locator('form button.primary').click()
    await nurse.locator('input[name=code]').waitFor()
    await picture(nurse, 'second-step')
    await nurse.locator('input[name=code]').fill(recovery)
    await nurse.locator('form button.primary').click()
    await nurse.getByRole('heading', { name: 'Studies' }).waitFor()
  })

  test('a token is shown once and can be revoked', async () => {
    await nurse.goto('/account')
    await nurse.getByRole('button', { name: 'New token' }).click()
    await nurse.locator('dialog input[name=name]').fill('night export')
    await nurse.locator('dialog button.primary').click()
    assert.ok((await nurse.locator('.copy-box input').inputValue()).length > 20)
    await nurse.keyboard.press('Escape')
    await nurse.getByRole('button', { name: 'Revoke: night export' }).click()
    await nurse.locator('tr', { hasText: 'night export' }).getByText('Revoked').waitFor()
  })

  test('keys can be changed and put back', async () => {
    const change = nurse.getByRole('button', { name: 'Change: Next frame', exact: true })
    await change.click()
    await nurse.keyboard.press('d')
    const row = nurse.locator('tr', { has: change })
    await row.locator('kbd', { hasText: /^D$/ }).waitFor()
    await nurse.reload()
    await row.locator('kbd', { hasText: /^D$/ }).waitFor()
    await row.getByRole('button', { name: 'Usual key: Next frame' }).click()
    await row.locator('kbd', { hasText: '→' }).waitFor()
  })

  test('a deactivated person is signed out', async () => {
    await admin.reload()
    await admin
      .locator('tr', { hasText: email })
      .getByRole('button', { name: /^Deactivate/ })
      .click()
    await admin.locator('dialog textarea').fill('Left the ward')
    await admin.locator('dialog button.danger').click()
    await admin.locator('tr', { hasText: email }).getByText('Deactivated').waitFor()
    await nurse.goto('/jobs')
    await nurse.locator('input[name=email]').waitFor()
  })
})

/** Gives the password again where the server asks for it, until what was wanted is there. */
async function confirmIdentity(page: Page, wanted: Locator) {
  const dialog = page.locator('dialog[open] input[name=password]')
  await dialog.or(wanted).first().waitFor()
  if (await wanted.isVisible()) return
  await dialog.fill(password)
  await page.locator('dialog button.primary').click()
  await wanted.waitFor()
}
