/** Reports of a study: make one, take it away, and see whether its numbers still hold. */
import { useState, type FormEvent } from 'react'
import type { Report, Study } from '../../shared/api/types'
import { useFormat, useLanguage, useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Mark } from '../../shared/ui/marks'
import { Failure } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { JobProgress, JobState } from '../jobs/job-progress'
import { isLive } from '../jobs/queries'
import { fileAddress, useCheckReport, useMakeReport, useReports } from './queries'

export function ReportTab({ study }: { study: Study }) {
  const { reports } = useText()
  return (
    <div className="stack">
      <section className="panel" aria-labelledby="new-report">
        <div>
          <h2 id="new-report">{reports.make}</h2>
          <p className="hint">{reports.hint}</p>
        </div>
        <Make study={study} />
      </section>
      <Reports study={study.id} />
    </div>
  )
}

function Make({ study }: { study: Study }) {
  const { reports } = useText()
  const mine = useLanguage()
  const [language, setLanguage] = useState<'en' | 'it'>(mine)
  const [traces, setTraces] = useState(false)
  const make = useMakeReport(study.id)
  const decides = study.allowed.includes('frame.supervise')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate({ language, with_traces: traces })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <div className="row">
        <Field label={reports.language}>
          {(wiring) => (
            <select
              {...wiring}
              value={language}
              onChange={({ target }) => {
                setLanguage(target.value === 'it' ? 'it' : 'en')
              }}
            >
              <option value="en">English</option>
              <option value="it">Italiano</option>
            </select>
          )}
        </Field>
        <button className="button primary" disabled={make.isPending}>
          {reports.makeDo}
        </button>
      </div>
      {!decides && (
        <label className="check">
          <input
            type="checkbox"
            checked={traces}
            onChange={({ target }) => {
              setTraces(target.checked)
            }}
          />
          {reports.withTraces}
        </label>
      )}
      <Failure error={make.error} />
    </form>
  )
}

function Reports({ study }: { study: string }) {
  const { reports, common } = useText()
  const query = useReports(study)
  const all = query.data ?? []
  if (query.isSuccess && all.length === 0) return <p className="hint">{reports.none}</p>
  const heads = [common.when, reports.by, reports.language, reports.files, reports.check]
  return (
    <>
      <Table caption={reports.title} heads={heads}>
        {all.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </Table>
      <ShowMore query={query} />
    </>
  )
}

function Row({ one }: { one: Report }) {
  const { reports } = useText()
  const { moment } = useFormat()
  return (
    <tr data-report={one.language}>
      <td>{moment(one.created_at)}</td>
      <td>{one.created_by_name}</td>
      <td>
        {one.language === 'it' ? 'Italiano' : 'English'}
        {one.with_traces && <span className="hint"> {reports.tracesIn}</span>}
      </td>
      <td>{one.html_bytes === null ? <NotThere one={one} /> : <Files one={one} />}</td>
      <td>{one.html_bytes !== null && <Check report={one.id} />}</td>
    </tr>
  )
}

function Files({ one }: { one: Report }) {
  const { bytes } = useFormat()
  return (
    <div className="row">
      {one.pdf_bytes !== null && (
        <a className="button" href={fileAddress(one.id, 'pdf')} download>
          PDF ({bytes(one.pdf_bytes)})
        </a>
      )}
      <a className="button" href={fileAddress(one.id, 'html')} download>
        HTML ({bytes(one.html_bytes ?? 0)})
      </a>
      {one.no_pdf !== '' && <span className="hint">{one.no_pdf}</span>}
    </div>
  )
}

function NotThere({ one }: { one: Report }) {
  const { reports } = useText()
  if (one.erased_at) return <Mark icon="cross">{reports.erased}</Mark>
  if (!one.job) return null
  return isLive(one.job) || one.job.error ? <JobProgress job={one.job} /> : <JobState job={one.job} />
}

function Check({ report }: { report: string }) {
  const { reports } = useText()
  const check = useCheckReport(report)
  const changed = check.data?.chapters.filter((one) => one.then !== one.now) ?? []
  return (
    <div className="stack">
      <button
        type="button"
        className="button"
        disabled={check.isPending}
        onClick={() => {
          check.mutate()
        }}
      >
        {check.isPending ? reports.checking : reports.checkDo}
      </button>
      <div role="status">
        {check.isSuccess && changed.length === 0 && <Mark icon="check">{reports.holds}</Mark>}
        {changed.length > 0 && (
          <Mark icon="warning">
            {reports.moved(changed.map(({ chapter }) => reports.chapters[chapter] ?? chapter))}
          </Mark>
        )}
      </div>
      <Failure error={check.error} />
    </div>
  )
}
