/** One scale on one window: its items as cards, the total, and the way to submit or correct. */
import { useState } from 'react'
import { derive, painOf, requiredItems, totalLimit, totalOf } from '../../player/engine/scale'
import type { Cutoff, Derivation, Rule, Value } from '../../player/engine/scale'
import { ofAction } from '../../player/engine/lanes'
import { KeyButton } from '../../player/transport'
import { useKeys } from '../../player/use-keys'
import type { ObservationWindow, ScaleItem, ScoreSheet } from '../../shared/api/types'
import { useFormat, useLanguage, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Failure } from '../../shared/ui/states'
import { AboutScale } from './about-scale'
import { ItemCard } from './item-card'
import type { ScaleInUse } from './queries'
import { ReasonDialog } from './reason-dialog'
import { SheetSides } from './sheet-sides'
import type { CodingDesk } from './use-coding'
import type { ErrandDesk } from './use-errands'
import { useSheetActions, type Answers, type Stated } from './use-sheet'
import { useWording, useWordingLanguage } from './wording'

type Props = {
  window: ObservationWindow
  coding: CodingDesk
  errands: ErrandDesk
  scale: ScaleInUse
  cutoff: Cutoff | null
  sheet: ScoreSheet | null
}

export function SheetForm({ window, coding, errands, scale, cutoff, sheet }: Props) {
  const wording = useWording()
  const { document, items: inUse } = scale
  const actions = useSheetActions(errands, window.id, document.key, sheet)
  const { save, sides, stated } = actions
  const submitted = sheet?.state === 'submitted'
  const locked = submitted || actions.submitting
  const shown = shownValues({ window, coding, scale, stated, locked: submitted })
  const items = document.items.filter(({ key }) => inUse.includes(key))
  return (
    <section className="panel sheet" aria-label={wording(document.name)} data-state={sheet?.state ?? 'none'}>
      <h2>{wording(document.name)}</h2>
      <NotTranslated items={items} />
      {items.map((item) => (
        <ItemCard
          key={item.key}
          item={item}
          value={shown.values[item.key]}
          derived={shown.derived[item.key]}
          override={stated.overrides[item.key]}
          windowFrames={window.end_frame - window.start_frame}
          locked={locked}
          onAnswer={save}
        />
      ))}
      <Whine
        items={items}
        whine={stated.whine}
        locked={locked}
        onChange={(whine) => {
          save({ whine })
        }}
      />
      <div className="sheet-foot">
        {sides && <SheetSides sides={sides} items={items} onChoose={actions.choose} />}
        <Failure error={sides ? null : actions.error} />
        <Total scale={scale} values={shown.values} cutoff={cutoff} />
        <SheetFoot
          sheet={sheet}
          stated={answersOf(stated, Object.keys(shown.derived))}
          actions={actions}
          lacks={lacking(scale, shown.values)}
          coding={coding}
        />
      </div>
      <AboutScale document={document} />
    </section>
  )
}

/** Wording is never translated here: without a published version it stays in English, and says so. */
function NotTranslated({ items }: { items: readonly ScaleItem[] }) {
  const { scoring } = useText()
  const language = useLanguage()
  const languageOf = useWordingLanguage()
  const wordings = items.flatMap(({ name, options }) => [name, ...options.map(({ wording }) => wording)])
  if (wordings.every((wording) => languageOf(wording) === language)) return null
  return (
    <p className="wording-language">
      <span className="language-code" aria-hidden="true">
        EN
      </span>
      <span className="hint">{scoring.inEnglish}</span>
    </p>
  )
}

type Actions = ReturnType<typeof useSheetActions>

const lacking = ({ document, items }: ScaleInUse, values: Record<string, Value>): boolean =>
  requiredItems(document, items, values).some((key) => !(key in values))

/** Everything the operator says on the sheet as it is shown; what follows from the lanes is the server's to say. */
function answersOf({ values, overrides, whine }: Stated, derived: readonly string[]): Answers {
  return {
    values: Object.fromEntries(Object.entries(values).filter(([key]) => !derived.includes(key))),
    overrides: Object.fromEntries(derived.map((key) => [key, overrides[key] ?? null])),
    whine,
  }
}

type FootProps = {
  sheet: ScoreSheet | null
  stated: Answers
  actions: Actions
  lacks: boolean
  coding: CodingDesk
}

function SheetFoot({ sheet, stated, actions, lacks, coding }: FootProps) {
  const { scoring } = useText()
  const locked = sheet?.state === 'submitted'
  const ready = !locked && !lacks && !actions.submitting && !actions.sides
  const send = () => {
    actions.submit(stated)
  }
  // Where a study has several scales, the key goes to the first sheet that can be submitted.
  useKeys('scoring', ready ? { 'sheet.submit': send } : {})
  if (locked) return <Locked sheet={sheet} onCorrect={actions.correct} />
  if (actions.submitting)
    return (
      <Mark icon="waiting" tone="waiting">
        {coding.waiting > 0 ? scoring.submitWaits : scoring.submitting}
      </Mark>
    )
  return (
    <div className="row">
      <KeyButton id="sheet.submit" text={scoring.submit} main onPress={send} disabled={!ready} />
      {lacks && <span className="hint">{scoring.submitLacks}</span>}
    </div>
  )
}

type ShownProps = Pick<Props, 'window' | 'coding' | 'scale'> & { stated: Stated; locked: boolean }

/** The answers as they stand: what follows from the lanes moves with them until the sheet is locked. */
function shownValues({ window, coding, scale, stated, locked }: ShownProps) {
  const span = { start: window.start_frame, end: window.end_frame }
  const derived: Partial<Record<string, Derivation>> = {}
  const values: Record<string, Value> = { ...stated.values }
  for (const { key, derive: rule } of scale.document.items) {
    if (!rule || !coding.begun || !scale.items.includes(key)) continue
    const found = derive(
      { rule: rule.rule as Rule, actions: rule.actions },
      (action) => ofAction(coding.intervals, action),
      span,
      stated.whine,
    )
    derived[key] = found
    if (!locked) values[key] = stated.overrides[key]?.value ?? found.value
  }
  return { derived, values }
}

type WhineProps = {
  items: readonly ScaleItem[]
  whine: boolean
  locked: boolean
  onChange: (whine: boolean) => void
}

/** Without an action in the lanes a whine still scores 1 where the scale's rule says so. */
function Whine({ items, whine, locked, onChange }: WhineProps) {
  const { scoring } = useText()
  if (!items.some(({ derive: rule }) => rule?.rule === 'dan_thirds')) return null
  return (
    <label className="check">
      <input
        type="checkbox"
        name="whine"
        checked={whine}
        disabled={locked}
        onChange={({ target }) => {
          onChange(target.checked)
        }}
      />
      {scoring.whine}
    </label>
  )
}

type TotalProps = { scale: ScaleInUse; values: Record<string, Value>; cutoff: Cutoff | null }

function Total({ scale: { document, items }, values, cutoff }: TotalProps) {
  const { scoring } = useText()
  const total = totalOf(document, items, values)
  const pain = painOf(document, items, values, cutoff)
  const limit = totalLimit(document, items, cutoff)
  const most = document.total.range[1] ?? 0
  return (
    <p className="sheet-total">
      <span>{scoring.total}</span>
      <strong data-total={total ?? ''}>{total ?? '–'}</strong>
      {items.length === document.items.length && <span className="muted">/ {most}</span>}
      {limit !== null && <span className="muted">{scoring.painFrom(limit)}</span>}
      {pain !== null && (
        <span className={`pain-mark ${pain ? 'pain' : 'nonpain'}`}>
          {pain ? scoring.pain : scoring.nonpain}
        </span>
      )}
    </p>
  )
}

function Locked({ sheet, onCorrect }: { sheet: ScoreSheet; onCorrect: (reason: string) => void }) {
  const { scoring } = useText()
  const { moment } = useFormat()
  const [asking, setAsking] = useState(false)
  return (
    <div className="row">
      <Mark icon="check">{scoring.submitted(moment(sheet.submitted_at ?? sheet.created_at))}</Mark>
      <button
        type="button"
        className="button"
        onClick={() => {
          setAsking(true)
        }}
      >
        {scoring.correct}
      </button>
      {asking && (
        <ReasonDialog
          title={scoring.correct}
          onClose={() => {
            setAsking(false)
          }}
          onReason={onCorrect}
        />
      )}
    </div>
  )
}
