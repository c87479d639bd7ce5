import { beforeEach, describe, expect, it, vi } from 'vitest'
import { UploadQueue, type QueuedUpload } from './upload-queue'

type Events = {
  onAddress: (address: string) => void
  onProgress: (sentBytes: number) => void
  onSent: (video: string | null) => void
  onProblem: (problem: { code: string; message: string }, gone: boolean) => void
}

const wire = vi.hoisted(() => ({
  opened: [] as { item: QueuedUpload; events: Events; aborted: boolean[] }[],
  discarded: [] as string[],
}))

vi.mock('./upload-transport', () => {
  const open = (item: QueuedUpload, _chunk: number, events: Events) => {
    const aborted: boolean[] = []
    wire.opened.push({ item, events, aborted })
    return Promise.resolve({
      start: () => undefined,
      abort: (terminate: boolean) => Promise.resolve(aborted.push(terminate)),
    })
  }
  const discard = (address: string) => Promise.resolve(wire.discarded.push(address))
  return { openUpload: Object.assign(open, { discard }) }
})

const file = (name: string, size = 100, lastModified = 1000) =>
  new File([new Uint8Array(size)], name, { lastModified })
const settle = () => new Promise((resolve) => setTimeout(resolve))
const half = {
  id: 'u1',
  name: 'a.mkv',
  size_bytes: 100,
  modified_ms: 1000,
  offset: 50,
  infant: { id: 'i1' },
}

function last() {
  const found = wire.opened.at(-1)
  if (!found) throw new Error('Nothing was opened.')
  return found
}

let queue: UploadQueue
const item = (name: string) => queue.snapshot().find((one) => one.file.name === name)
const begin = (name: string) => {
  const id = item(name)?.id ?? 0
  queue.setInfant(id, 'i1')
  queue.start(id)
  return id
}

beforeEach(() => {
  queue = new UploadQueue()
  wire.opened.length = 0
  wire.discarded.length = 0
})

describe('choosing', () => {
  it('never continues with a namesake that changed at another time', () => {
    queue.add('s1', [file('a.mkv', 100, 2000)], [half])
    expect(item('a.mkv')).toMatchObject({ state: 'choosing', address: null })
  })

  it('waits for the infant', () => {
    queue.add('s1', [file('a.mkv')], [])
    expect(item('a.mkv')).toMatchObject({ state: 'choosing', infant: null })
    expect(wire.opened).toEqual([])
  })

  it('takes the same file once', () => {
    queue.add('s1', [file('a.mkv')], [])
    queue.add('s1', [file('a.mkv'), file('a.mkv', 7)], [])
    expect(queue.snapshot()).toHaveLength(2)
  })

  it('goes on with a half-sent file of the same name and size', async () => {
    queue.add('s1', [file('a.mkv')], [half])
    await settle()
    expect(last().item).toMatchObject({ infant: 'i1', address: '/api/v1/uploads/u1/', sentBytes: 50 })
    expect(item('a.mkv')?.state).toBe('sending')
  })

  it('does not take another file for the half-sent one', () => {
    queue.add('s1', [file('a.mkv', 99), file('b.mkv')], [half])
    expect(queue.snapshot().map(({ address }) => address)).toEqual([null, null])
  })
})

describe('sending', () => {
  it('sends one after the other, to the verdict', async () => {
    queue.add('s1', [file('a.mkv'), file('b.mkv')], [])
    begin('a.mkv')
    begin('b.mkv')
    await settle()
    expect(queue.snapshot().map(({ state }) => state)).toEqual(['sending', 'waiting'])
    last().events.onProgress(40)
    expect(item('a.mkv')?.sentBytes).toBe(40)
    last().events.onSent('v1')
    await settle()
    expect(item('a.mkv')).toMatchObject({ state: 'sent', video: 'v1', sentBytes: 100 })
    expect(item('b.mkv')?.state).toBe('sending')
    expect(queue.isBusy()).toBe(true)
  })

  it('pauses without ending the upload, and lets the next one through', async () => {
    queue.add('s1', [file('a.mkv'), file('b.mkv')], [])
    const id = begin('a.mkv')
    await settle()
    const first = last()
    first.events.onAddress('/api/v1/uploads/u9/')
    begin('b.mkv')
    queue.pause(id)
    await settle()
    expect(first.aborted).toEqual([false])
    expect(queue.snapshot().map(({ state }) => state)).toEqual(['paused', 'sending'])
    first.events.onProgress(99)
    expect(item('a.mkv')?.sentBytes).toBe(0)
    last().events.onSent('v2')
    queue.start(id)
    await settle()
    expect(last().item.address).toBe('/api/v1/uploads/u9/')
  })

  it('keeps the refusal and starts over when the server has forgotten the upload', async () => {
    queue.add('s1', [file('a.mkv')], [half])
    await settle()
    last().events.onProblem({ code: 'upload_expired', message: 'Too long.' }, true)
    expect(item('a.mkv')).toMatchObject({ state: 'failed', address: null, sentBytes: 0 })
    expect(item('a.mkv')?.problem?.code).toBe('upload_expired')
  })

  it('goes on by itself when the connection is back', async () => {
    queue.add('s1', [file('a.mkv')], [half])
    await settle()
    last().events.onProblem({ code: 'unreachable', message: '' }, false)
    queue.resumeAfterOffline()
    await settle()
    expect(wire.opened).toHaveLength(2)
    expect(item('a.mkv')).toMatchObject({ state: 'sending', problem: null })
  })
})

describe('discarding', () => {
  it('ends a running upload on the server', async () => {
    queue.add('s1', [file('a.mkv')], [half])
    await settle()
    queue.discard(item('a.mkv')?.id ?? 0)
    expect(last().aborted).toEqual([true])
    expect(queue.snapshot()).toEqual([])
  })

  it('ends a stopped upload on the server, but never a sent one', async () => {
    queue.add('s1', [file('a.mkv')], [half])
    await settle()
    last().events.onProblem({ code: 'x', message: '' }, false)
    queue.discard(item('a.mkv')?.id ?? 0)
    expect(wire.discarded).toEqual(['/api/v1/uploads/u1/'])

    queue.add('s1', [file('b.mkv')], [{ ...half, name: 'b.mkv' }])
    await settle()
    last().events.onSent('v1')
    queue.discard(item('b.mkv')?.id ?? 0)
    expect(wire.discarded).toHaveLength(1)
  })
})
