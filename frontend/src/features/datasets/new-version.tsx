/** The rules of the next version, with what they would give beside them. */
import { useDeferredValue, useState } from 'react'
import { useLocation } from 'wouter'
import { ApiError } from '../../shared/api/errors'
import type { DatasetRules, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Failure, Skeleton } from '../../shared/ui/states'
import { Infants, LeftOut, Sources, Sums, Warnings } from './counts'
import { useBuild, usePreview } from './queries'
import { complete, domainOf, usualRules } from './rules'
import { RulesFields } from './rules-fields'

type Props = { study: Study; onClose: () => void }

export function NewVersion({ study, onClose }: Props) {
  const { datasets, common } = useText()
  const [, go] = useLocation()
  const [rules, setRules] = useState(usualRules)
  const build = useBuild(study.id)
  const wanted = complete(rules)
  const fields = build.error instanceof ApiError ? build.error.fields : {}
  return (
    <section className="panel" aria-labelledby="new-version">
      <div>
        <h2 id="new-version">{datasets.newVersion}</h2>
        <p className="hint">{datasets.newHint}</p>
      </div>
      <form
        className="dataset-new"
        onSubmit={(event) => {
          event.preventDefault()
          const given = new FormData(event.currentTarget)
          const said = (name: string) => String(given.get(name) ?? '').trim()
          if (wanted)
            build.mutate(
              { name: said('name'), note: said('note'), domain: said('domain'), rules: wanted },
              {
                onSuccess: ({ id }) => {
                  go(`/datasets/${id}`)
                },
              },
            )
        }}
      >
        <div className="form">
          <Field label={common.name} errors={fields['name']}>
            {(wiring) => <input {...wiring} name="name" required maxLength={120} autoComplete="off" />}
          </Field>
          <RulesFields study={study.id} rules={rules} onChange={setRules} />
          <More study={study} errors={fields['domain']} />
          <Failure error={build.error} />
          <div className="actions">
            <button type="submit" className="button primary" disabled={!wanted || build.isPending}>
              {datasets.build}
            </button>
            <button type="button" className="button" onClick={onClose}>
              {common.cancel}
            </button>
          </div>
        </div>
        <Preview study={study.id} rules={wanted} />
      </form>
    </section>
  )
}

function More({ study, errors }: { study: Study; errors: string[] | undefined }) {
  const { datasets } = useText()
  return (
    <details>
      <summary>{datasets.more}</summary>
      <div className="form dataset-more">
        <Field label={datasets.domain} hint={datasets.domainHint} errors={errors}>
          {(wiring) => (
            <input
              {...wiring}
              name="domain"
              required
              pattern="[a-z0-9][a-z0-9\-]*"
              maxLength={40}
              defaultValue={domainOf(study.name)}
            />
          )}
        </Field>
        <Field label={datasets.note}>
          {(wiring) => <textarea {...wiring} name="note" maxLength={2000} />}
        </Field>
      </div>
    </details>
  )
}

function Preview({ study, rules }: { study: string; rules: DatasetRules | null }) {
  const { datasets } = useText()
  const asked = useDeferredValue(rules)
  const preview = usePreview(study, asked)
  return (
    <section className="stack dataset-preview" aria-labelledby="preview" aria-busy={preview.isFetching}>
      <h3 id="preview">{datasets.preview}</h3>
      {!rules && <p className="hint">{datasets.incomplete}</p>}
      <Failure error={preview.error} />
      {preview.isLoading && <Skeleton />}
      {rules && preview.data && (
        <>
          <Sums summary={preview.data} />
          <Warnings summary={preview.data} />
          <LeftOut summary={preview.data} />
          <Sources summary={preview.data} />
          <Infants infants={preview.data.by_infant} />
        </>
      )}
    </section>
  )
}
