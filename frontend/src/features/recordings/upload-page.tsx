/** Sending videos: choose files, say which infant each one shows, and see them through to their verdict. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore, type DragEvent } from 'react'
import { Link } from 'wouter'
import type { Infant, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { Page } from '../../shared/ui/page'
import { Await, Empty } from '../../shared/ui/states'
import { useMe } from '../accounts/session'
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { unfinishedKey, useInfantsByConsent, useUnfinishedUploads } from './queries'
import { UnfinishedList } from './unfinished-list'
import { uploadQueue } from './upload-queue'
import { UploadRow } from './upload-row'
import './upload-page.css'

export default function UploadPage({ id }: { id: string }) {
  const query = useStudy(id)
  useHere(id, 'videos')
  return <Await query={query}>{(study) => <Uploads study={study} />}</Await>
}

function Uploads({ study }: { study: Study }) {
  const { recordings, infants } = useText()
  const valid = useInfantsByConsent(study.id, 'valid')
  return (
    <Page title={recordings.upload} back={{ to: `/studies/${study.id}?tab=videos`, name: study.name }}>
      <Await query={valid}>
        {(ready) =>
          ready.length === 0 ? (
            <Empty
              action={
                <Link to={`/studies/${study.id}?tab=infants&consent=missing`} className="button">
                  {infants.consentRecord}
                </Link>
              }
            >
              {recordings.uploadNoInfant}
            </Empty>
          ) : (
            <Queue study={study} infants={ready} />
          )
        }
      </Await>
    </Page>
  )
}

function Queue({ study, infants }: { study: Study; infants: Infant[] }) {
  const { recordings } = useText()
  const items = useSyncExternalStore(uploadQueue.subscribe, uploadQueue.snapshot)
  const mine = items.filter((item) => item.study === study.id)
  const unfinished = useUnfinishedUploads(study.id)
  useQueueUpkeep(study.id, mine.filter(({ state }) => state === 'sent').length)
  const ready = mine.filter(({ state, infant }) => state === 'choosing' && infant)
  const started = new Set(mine.map(({ address }) => address))
  const waiting = unfinished.data?.filter(({ id }) => ![...started].some((address) => address?.includes(id)))
  return (
    <div className="stack">
      <DropZone
        onFiles={(files) => {
          uploadQueue.add(study.id, files, unfinished.data ?? [])
        }}
      />
      <LeftOut study={study} />
      {waiting && waiting.length > 0 && <UnfinishedList items={waiting} study={study.id} />}
      {mine.length > 0 && (
        <ul className="list" aria-label={recordings.upload}>
          {mine.map((item) => (
            <UploadRow key={item.id} item={item} infants={infants} />
          ))}
        </ul>
      )}
      {ready.length > 1 && (
        <button
          type="button"
          className="button primary start-all"
          onClick={() => {
            for (const { id } of ready) uploadQueue.start(id)
          }}
        >
          {recordings.startAll}
        </button>
      )}
    </div>
  )
}

/** The chunk size the server wants, and a fresh list of unfinished uploads after each file. */
function useQueueUpkeep(study: string, sent: number) {
  const { uploads_chunk_bytes: chunkBytes } = useMe()
  const cache = useQueryClient()
  useEffect(() => {
    uploadQueue.setChunkBytes(chunkBytes)
  }, [chunkBytes])
  useEffect(() => {
    void cache.invalidateQueries({ queryKey: unfinishedKey(study) })
  }, [cache, study, sent])
}

function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { recordings } = useText()
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onFiles([...event.dataTransfer.files])
  }
  return (
    <label
      className={`drop-zone ${over ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => {
        setOver(false)
      }}
      onDrop={drop}
    >
      <Icon name="upload" />
      <span>
        {recordings.drop} <span className="link-like">{recordings.choose}</span>
      </span>
      <span className="hint">{recordings.uploadHint}</span>
      <input
        type="file"
        multiple
        accept="video/*,.mkv,.avi,.mov,.mp4"
        className="visually-hidden"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </label>
  )
}

function LeftOut({ study }: { study: Study }) {
  const { recordings } = useText()
  const { list } = useFormat()
  const missing = useInfantsByConsent(study.id, 'missing')
  if (!missing.data?.length) return null
  return (
    <p className="muted">
      {recordings.uploadInfantsLeftOut(list(missing.data.map(({ pseudonym }) => pseudonym)))}
    </p>
  )
}
