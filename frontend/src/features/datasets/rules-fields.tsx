/** The rules, field by field. */
import type { DatasetRules } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Choices, Field } from '../../shared/ui/field'
import { useDatasetRaters } from './queries'
import { agreements, labelChoices, sides, sources } from './rules'

type Props = { study: string; rules: DatasetRules; onChange: (rules: DatasetRules) => void }

export function RulesFields({ study, rules, onChange }: Props) {
  const { datasets } = useText()
  const change = (part: Partial<DatasetRules>) => {
    onChange({ ...rules, ...part })
  }
  return (
    <>
      <Labels study={study} rules={rules} change={change} />
      {rules.labels !== 'approved' && (
        <Choices
          legend={datasets.sourcesCounted}
          options={sources}
          chosen={rules.sources}
          names={datasets.sources}
          onChange={(chosen) => {
            change({ sources: chosen })
          }}
        />
      )}
      <Kept rules={rules} change={change} />
      <Crop rules={rules} change={change} />
    </>
  )
}

function Labels({ study, rules, change }: PartProps & { study: string }) {
  const { datasets } = useText()
  return (
    <>
      <Select
        label={datasets.labels}
        hint={datasets.labelHints[rules.labels]}
        options={labelChoices}
        names={datasets.labelChoices}
        value={rules.labels}
        onChange={(labels) => {
          change({ labels })
        }}
      />
      {rules.labels === 'consensus' && (
        <Select
          label={datasets.agreement}
          options={agreements}
          names={datasets.agreements}
          value={rules.agreement}
          onChange={(agreement) => {
            change({ agreement })
          }}
        />
      )}
      {rules.labels === 'rater' && (
        <RaterField
          study={study}
          value={rules.rater}
          onChange={(rater) => {
            change({ rater })
          }}
        />
      )}
      {(rules.labels === 'consensus' || rules.labels === 'soft') && (
        <NumberField
          label={datasets.ratersNeeded}
          range={[1, 20, 1]}
          value={rules.raters_needed}
          onChange={(raters_needed) => {
            change({ raters_needed })
          }}
        />
      )}
    </>
  )
}

type PartProps = { rules: DatasetRules; change: (part: Partial<DatasetRules>) => void }

function Crop({ rules, change }: PartProps) {
  const { datasets } = useText()
  return (
    <div className="row dataset-crop">
      <Field label={datasets.side}>
        {(wiring) => (
          <select
            {...wiring}
            value={rules.side_px}
            onChange={({ target }) => {
              const side = sides.find((one) => one === Number(target.value))
              if (side) change({ side_px: side })
            }}
          >
            {sides.map((side) => (
              <option key={side} value={side}>
                {side} px
              </option>
            ))}
          </select>
        )}
      </Field>
      <NumberField
        label={datasets.margin}
        range={[0, 1, 0.05]}
        value={rules.margin}
        onChange={(margin) => {
          change({ margin })
        }}
      />
    </div>
  )
}

function Kept({ rules, change }: PartProps) {
  const { datasets } = useText()
  return (
    <fieldset className="choices">
      <legend>{datasets.keep}</legend>
      <label>
        <input
          type="checkbox"
          name="near_duplicates"
          checked={rules.near_duplicates}
          onChange={({ target }) => {
            change({ near_duplicates: target.checked })
          }}
        />
        {datasets.keepAlike}
      </label>
      <label>
        <input
          type="checkbox"
          name="inconsistent_videos"
          checked={rules.inconsistent_videos}
          onChange={({ target }) => {
            change({ inconsistent_videos: target.checked })
          }}
        />
        {datasets.keepInconsistent}
      </label>
    </fieldset>
  )
}

type RaterProps = { study: string; value: string; onChange: (rater: string) => void }

function RaterField({ study, value, onChange }: RaterProps) {
  const { datasets } = useText()
  const raters = useDatasetRaters(study)
  return (
    <Field label={datasets.rater}>
      {(wiring) => (
        <select
          {...wiring}
          required
          value={value}
          onChange={({ target }) => {
            onChange(target.value)
          }}
        >
          <option value="">{datasets.chooseRater}</option>
          {raters.data?.map(({ code, name }) => (
            <option key={code} value={code}>
              {name ? `${code} · ${name}` : code}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

type SelectProps<T extends string> = {
  label: string
  hint?: string
  options: readonly T[]
  names: Record<T, string>
  value: T
  onChange: (value: T) => void
}

function Select<T extends string>({ label, hint, options, names, value, onChange }: SelectProps<T>) {
  return (
    <Field label={label} hint={hint}>
      {(wiring) => (
        <select
          {...wiring}
          value={value}
          onChange={({ target }) => {
            const chosen = options.find((option) => option === target.value)
            if (chosen) onChange(chosen)
          }}
        >
          {options.map((option) => (
            <option key={option} value={option}>
              {names[option]}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

type NumberProps = {
  label: string
  range: [min: number, max: number, step: number]
  value: number
  onChange: (value: number) => void
}

function NumberField({ label, range: [min, max, step], value, onChange }: NumberProps) {
  return (
    <Field label={label}>
      {(wiring) => (
        <input
          {...wiring}
          type="number"
          className="short"
          required
          min={min}
          max={max}
          step={step}
          value={Number.isNaN(value) ? '' : value}
          onChange={({ target }) => {
            onChange(target.valueAsNumber)
          }}
        />
      )}
    </Field>
  )
}
