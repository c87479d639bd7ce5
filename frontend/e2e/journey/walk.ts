/** Who walks, and what they carry: people, videos, and what is true of the drawn infants. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launch, signIn, visit } from '../browser.ts'
import { read, write, type Visitor } from '../frames-study.ts'

export type Person = Visitor & { complaints: string[] }
export type Truth = {
  level: number
  frame_count: number
  actions: Record<string, [number, number][]>
  pain: [number, number][]
}
export type Film = { name: string; file: string; pseudonym: string; truth: Truth | null }
export type Role = 'operator' | 'supervisor' | 'researcher' | 'admin'
type Found<T> = { results: T[] }
type Video = { id: string; name: string; state: string; frame_count: number | null }

const tag = Date.now().toString(36)
const guideFolder = 'test-results/guide'

/** Two of the recordings show one person: were they two infants, a training would rightly be refused. */
const who = (name: string) => name.replace('single_face', 'face_noface').replace(/\.\w+$/, '')

/** Drawn infants come with their truth; recordings of real people come from a folder of their own. */
function filmsIn(folder: string | undefined, prefix: string): Film[] {
  if (!folder) return []
  const names = readdirSync(folder).filter((name) => /\.(mkv|mp4|mov)$/.test(name))
  const shown = [...new Set(names.sort().map(who))]
  return names.map((name) => {
    const truth = join(folder, name.replace(/\.\w+$/, '.truth.json'))
    return {
      name,
      file: join(folder, name),
      pseudonym: `${prefix}-${String(shown.indexOf(who(name)) + 1).padStart(2, '0')}`,
      truth: existsSync(truth) ? (JSON.parse(readFileSync(truth, 'utf8')) as Truth) : null,
    }
  })
}

export class Walk {
  readonly name = 'Heel prick, first ward (synthetic)'
  readonly drawn = filmsIn(process.env['E2E_DRAWN'], 'SYN')
  readonly real = filmsIn(process.env['E2E_REAL'], 'REC')
  readonly films = [...this.drawn, ...this.real]
  readonly videos = new Map<string, string>()
  browser!: Browser
  admin!: Person
  operators: Person[] = []
  researcher!: Person
  supervisor!: Person
  study = ''
  private lost = false

  async begin(): Promise<void> {
    mkdirSync(guideFolder, { recursive: true })
    this.browser = await launch()
    this.admin = await this.visitor()
    await signIn(this.admin.page)
    await write(this.admin, 'PATCH', 'me/', { language: 'en', theme: 'light' })
  }

  /** One step as a test; each needs the one before it, so the first that fails ends the walk. */
  step(name: string, take: () => Promise<void>): void {
    test(name, async (context) => {
      if (this.lost) return context.skip('a step before it failed')
      this.lost = true
      await take()
      this.lost = false
    })
  }

  visitor = (): Promise<Person> => visit(this.browser, { width: 1280, height: 800 })

  get everyone(): Person[] {
    return [this.admin, ...this.operators, this.researcher, this.supervisor]
  }

  /** The drawn infant's video at this place, by id. */
  video(place: number): string {
    const id = this.videos.get(this.drawn[place]?.name ?? '')
    assert.ok(id, `video ${place}`)
    return id
  }

  truthOf(video: string): Truth | null {
    return this.films.find(({ name }) => this.videos.get(name) === video)?.truth ?? null
  }

  async list(): Promise<Video[]> {
    return (await read<Found<Video>>(this.admin, `studies/${this.study}/videos/?page_size=100`)).results
  }

  /** Follows an invitation that the administrator made, as the person does. */
  async accept(link: string, name: string): Promise<Person> {
    const person = await this.visitor()
    const { page } = person
    await page.goto(new URL(link).pathname)
    await page.locator('input[name=name]').fill(name)
    await page.locator('input[name=password]').fill(`calm harbour ${tag} lantern`)
    await page.locator('button.primary').click()
    await page.getByRole('heading', { name: 'Studies' }).waitFor()
    return person
  }

  email = (who: string): string => `${who}-${tag}@demo.localhost`

  /** Goes where the study's own page says that something waits. */
  async next({ page }: Person, words: string): Promise<void> {
    await page.goto(`/studies/${this.study}`)
    await page.locator('a.next-step', { hasText: words }).click()
    await page.locator('main h1, .label-stage').first().waitFor()
  }

  async tab({ page }: Person, name: string): Promise<void> {
    await page.goto(`/studies/${this.study}?tab=${name}`)
    await page.locator('main h1').waitFor()
  }
}

/** A picture for the guide in each language; the person's screen goes on in English. Only drawn infants may be on it. */
export async function guide({ page }: Person, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  for (const language of ['en', 'it'] as const) {
    await speak(page, language)
    await page.screenshot({ path: `${guideFolder}/${name}.${language}.jpg`, type: 'jpeg', quality: 78 })
  }
  await speak(page, 'en')
}

/** By the button in the rail, also where a dialog lies over it: what was typed stays. */
async function speak(page: Person['page'], language: 'en' | 'it'): Promise<void> {
  await page.evaluate((wanted) => {
    if (document.documentElement.lang !== wanted)
      document.querySelector<HTMLElement>(`.rail-button [lang=${wanted}]`)?.click()
  }, language)
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language)
  await page.waitForTimeout(150)
}
