/** A study whose frames are drawn, have faces and labels, and whose infants may be trained on. */
import { deflateRawSync } from 'node:zlib'
import { makeStudy, read, score, until, write, type Visitor } from './frames-study.ts'

type Found<T> = { results: T[] }
type Frame = { id: string }
type Task = { id: string; frame: string }

const BOX = [0.3, 0.2, 0.7, 0.7]

/** As `makeStudy`; of every three frames one is labelled pain, one nonpain, one unsure. */
export async function makeLabelledStudy(who: Visitor) {
  const made = await makeStudy(who)
  const { study, infants } = made
  const videos = (await read<Found<{ id: string; infant: { id: string } }>>(who, `studies/${study}/videos/`))
    .results
  const second = videos.find((video) => video.infant.id === infants[1])
  if (second) await score(who, second.id)
  for (const infant of infants)
    await write(who, 'POST', `infants/${infant}/consents/`, {
      scopes: ['record', 'label', 'train'],
      document_version: '2',
      signed_on: '2024-01-01',
    })
  await drawAndBox(who, study)
  await write(who, 'POST', `studies/${study}/labelling/`, {})
  await until(
    () => read<{ preparation: object | null }>(who, `studies/${study}/labelling/`),
    ({ preparation }) => preparation !== null,
  )
  await label(who, study)
  return made
}

async function drawAndBox(who: Visitor, study: string) {
  const dry = await read<{ seed: number; sha256: string }>(who, `studies/${study}/sampling/dry-run/`)
  await write(who, 'POST', `studies/${study}/sampling/`, { seed: dry.seed, sha256: dry.sha256 })
  await until(
    () => read<{ plan: { progress: { jobs_live: number } } | null }>(who, `studies/${study}/sampling/`),
    ({ plan }) => plan !== null && plan.progress.jobs_live === 0,
  )
  const { results } = await read<Found<Frame>>(who, `studies/${study}/frames/?page_size=200`)
  for (const { id } of results)
    await write(who, 'POST', `frames/${id}/reviews/`, { verdict: 'face', box: BOX, supersedes: null })
}

async function label(who: Visitor, study: string) {
  const { tasks } = await write<{ tasks: Task[] }>(who, 'POST', `studies/${study}/label-tasks/claim/`, {
    count: 200,
  })
  const now = new Date().toISOString()
  await write(who, 'PUT', `studies/${study}/frame-labels/`, {
    sent_at: now,
    labels: tasks.map(({ id }, place) => ({
      id: crypto.randomUUID(),
      task: id,
      value: ['pain', 'nonpain', 'unsure'][place % 3],
      supersedes: null,
      at: now,
    })),
  })
}

/** A ZIP file with these files, as other programs make them. */
export function zipOf(files: Record<string, Buffer>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let place = 0
  for (const [name, content] of Object.entries(files)) {
    const path = Buffer.from(name)
    const packed = deflateRawSync(content)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crcOf(content), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(content.length, 18)
    head.writeUInt16LE(path.length, 22)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), head, path, packed)
    const entry = Buffer.alloc(46)
    entry.write('PK\x01\x02', 'latin1')
    head.copy(entry, 6)
    entry.writeUInt32LE(place, 42)
    directory.push(entry, path)
    place += 30 + path.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(place, 16)
  return Buffer.concat([...parts, listed, end])
}

function crcOf(content: Buffer): number {
  let crc = 0xffffffff
  for (const byte of content) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
