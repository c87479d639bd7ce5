/** Labels out as files of other programs, and in. */
import { useState } from 'react'
import type { Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { ImportDialog } from './import-dialog'

const KINDS = [
  ['csv', 'CSV'],
  ['label-studio', 'Label Studio'],
  ['cvat', 'CVAT'],
  ['coco', 'COCO'],
] as const

export function FilesPanel({ study }: { study: Study }) {
  const { labels } = useText()
  const [importing, setImporting] = useState(false)
  const address = (kind: string) => `/api/v1/studies/${study.id}/frame-labels/export/?kind=${kind}`
  return (
    <section className="panel stack" aria-labelledby="label-files">
      <h2 id="label-files">{labels.files}</h2>
      <p className="hint">{labels.filesHint}</p>
      <div className="row">
        <span>{labels.export}</span>
        {KINDS.map(([kind, name]) => (
          <a key={kind} className="button" href={address(kind)} download>
            {name}
          </a>
        ))}
        <a className="button" href={`${address('csv')}&history=true`} download>
          {labels.history}
        </a>
      </div>
      {study.allowed.includes('labels.plan') && (
        <div className="row">
          <button
            type="button"
            className="button"
            onClick={() => {
              setImporting(true)
            }}
          >
            {labels.import}
          </button>
        </div>
      )}
      {importing && (
        <ImportDialog
          study={study}
          onClose={() => {
            setImporting(false)
          }}
        />
      )}
    </section>
  )
}
