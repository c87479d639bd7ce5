/** The administrator makes a study: people, protocol, infants with consent, videos. */
import assert from 'node:assert/strict'
import { picture } from '../browser.ts'
import { read, until, write } from '../frames-study.ts'
import { guide, type Person, type Role, type Walk } from './walk.ts'

const UPLOADED_WITHIN_S = 300
const scopes = ['record', 'label', 'train', 'share', 'publish_image']
const today = () => new Date().toISOString().slice(0, 10)

export function settingUp(walk: Walk): void {
  walk.step('the administrator makes a study, and it says what comes next', async () => {
    const { page } = walk.admin
    await page.getByRole('button', { name: 'New study' }).click()
    await page.locator('dialog input[name=name]').fill(walk.name)
    await page.locator('dialog textarea[name=description]').fill('Drawn infants, to learn the tool with.')
    await guide(walk.admin, 'study-new')
    await page.locator('dialog form button.primary').click()
    await page.getByRole('heading', { name: walk.name }).waitFor()
    walk.study = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.getByText('Add the first infant').waitFor()
    await guide(walk.admin, 'study-next')
  })

  walk.step('and the protocol: two scales, three operators, two raters', async () => {
    const { page } = walk.admin
    await walk.tab(walk.admin, 'protocol')
    await page.getByRole('button', { name: 'New version' }).click()
    await page.locator('dialog input[name=scale-flacc]').check()
    await page.getByLabel('Operators per video').fill('3')
    await page.getByLabel('At most per infant').fill('16')
    const rates = page.locator('dialog fieldset', { hasText: 'Frames per second by score' }).locator('input')
    await rates.nth(0).fill('2')
    await rates.nth(1).fill('4')
    await page.getByLabel('People per frame').fill('2')
    await page.locator('dialog textarea[name=note]').fill('As agreed on the ward.')
    await picture(page, 'journey-protocol')
    await page.locator('dialog input[name=scale-flacc]').scrollIntoViewIfNeeded()
    await guide(walk.admin, 'protocol')
    await page.locator('dialog form button.primary').click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.getByText('flacc').first().waitFor()
  })

  walk.step('and invites everybody with their roles', async () => {
    await walk.tab(walk.admin, 'members')
    for (const number of [1, 2, 3])
      walk.operators.push(await invite(walk, `operator-${number}`, `Operator ${number} (demo)`, 'operator'))
    walk.researcher = await invite(walk, 'researcher', 'Researcher (demo)', 'researcher')
    walk.supervisor = await invite(walk, 'supervisor', 'Supervisor (demo)', 'supervisor')
    // Who has set the study up and does not score is its administrator only.
    const { page } = walk.admin
    await page.reload()
    await page.getByLabel('Supervisor (demo): Supervisor').waitFor()
    await guide(walk.admin, 'members')
  })

  walk.step('and takes in the infants with their parents’ consent', async () => {
    const { page } = walk.admin
    await walk.tab(walk.admin, 'infants')
    const [first, ...others] = [...new Set(walk.films.map(({ pseudonym }) => pseudonym))]
    assert.ok(first)
    await page.getByRole('button', { name: 'Add an infant' }).click()
    await page.locator('dialog input[name=pseudonym]').fill(first)
    await page.locator('dialog input[name=age_hours]').fill('40')
    await page.locator('dialog form button.primary').click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: first }).click()
    await page.getByRole('button', { name: 'Record consent' }).click()
    for (const box of await page.locator('dialog fieldset input[type=checkbox]').all()) await box.check()
    await page.locator('dialog input[name=document_version]').fill('2026-1')
    await page.locator('dialog input[name=signed_on]').fill(today())
    await guide(walk.admin, 'consent')
    await page.locator('dialog form button.primary').click()
    await page.getByText('Current').waitFor()
    for (const [place, pseudonym] of others.entries()) {
      const facts = { pseudonym, age_hours: 30 + 9 * place, sex: place % 2 ? 'female' : 'male' }
      const { id } = await write<{ id: string }>(walk.admin, 'POST', `studies/${walk.study}/infants/`, facts)
      const consent = { scopes, document_version: '2026-1', signed_on: today() }
      await write(walk.admin, 'POST', `infants/${id}/consents/`, consent)
    }
  })

  walk.step('an operator uploads the videos, and each is read', async () => {
    const [nurse] = walk.operators as [Person]
    const { page } = nurse
    await page.goto(`/studies/${walk.study}`)
    await page.getByRole('link', { name: 'Upload videos' }).first().click()
    await upload(nurse, walk.drawn)
    // One line too low in the list: put right in the next step.
    const [first, second] = walk.drawn
    await choose(nurse, second?.name ?? '', first?.pseudonym ?? '')
    await guide(nurse, 'upload')
    await page.getByRole('button', { name: 'Upload all' }).click()
    await ready(walk, walk.drawn.length)
    if (walk.real.length > 0) {
      await page.goto(`/studies/${walk.study}/upload`)
      await upload(nurse, walk.real)
      await page.getByRole('button', { name: 'Upload all' }).click()
    }
    const videos = await ready(walk, walk.films.length)
    for (const { id, name } of videos) walk.videos.set(name, id)
    await picture(page, 'journey-uploaded')
  })

  walk.step('a video that was given to the wrong infant is put right', async () => {
    const [nurse] = walk.operators as [Person]
    const { page } = nurse
    const right = walk.drawn[1]?.pseudonym ?? ''
    await page.goto(`/videos/${walk.video(1)}`)
    await page.locator('summary', { hasText: 'The video' }).click()
    await page.getByRole('button', { name: 'Wrong infant…' }).click()
    await page.locator('dialog select[name=infant]').selectOption({ label: right })
    await page.locator('dialog textarea').fill('One line too low in the list.')
    await picture(page, 'journey-wrong-infant')
    await page.locator('dialog form button.primary').click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.locator('.video-facts').getByRole('link', { name: right }).waitFor()
  })
}

async function invite(walk: Walk, who: string, name: string, role: Role): Promise<Person> {
  const { page } = walk.admin
  await page.getByRole('button', { name: 'Invite someone' }).click()
  await page.locator('dialog input[name=email]').fill(walk.email(who))
  if (role !== 'operator') {
    const roles = page.locator('dialog fieldset')
    await roles.getByLabel('Operator').uncheck()
    await roles.getByLabel(role === 'researcher' ? 'Researcher' : 'Supervisor').check()
  }
  await page.locator('dialog button.primary').click()
  const link = await page.locator('.copy-box input').inputValue()
  if (who === 'operator-1') await picture(page, 'journey-invitation')
  await page.keyboard.press('Escape')
  return walk.accept(link, name)
}

async function upload(nurse: Person, films: Walk['films']): Promise<void> {
  await nurse.page.locator('input[type=file]').setInputFiles(films.map(({ file }) => file))
  for (const { name, pseudonym } of films) await choose(nurse, name, pseudonym)
}

const choose = ({ page }: Person, file: string, pseudonym: string) =>
  page.locator('.upload-row', { hasText: file }).locator('select').selectOption({ label: pseudonym })

async function ready(walk: Walk, count: number) {
  const videos = await until(
    () => walk.list(),
    (found) => found.length === count && found.every(({ state }) => state !== 'processing'),
    UPLOADED_WITHIN_S,
  )
  assert.deepEqual(
    videos.filter(({ state }) => state !== 'ready').map(({ name }) => name),
    [],
  )
  await read(walk.admin, `studies/${walk.study}/`)
  return videos
}
