/** The detectors in use, and changing them: order, turns, margin of the crop. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Study, TurnPolicy } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Icon } from '../../shared/ui/icon'
import { Mark } from '../../shared/ui/marks'
import { Await, Failure } from '../../shared/ui/states'
import { useChoice, useChoose } from './queries'
import { armName, armNamed } from './result'
import type { Chain } from './use-chain'

export const policies: readonly TurnPolicy[] = ['none', 'on_miss', 'all_four']

type Props = { study: Study; chain: Chain; children: ReactNode }

export function ChainPanel({ study, chain, children }: Props) {
  const { faces } = useText()
  const query = useChoice(study.id)
  const { percent, moment } = useFormat()
  return (
    <section className="panel detector-panel" aria-labelledby="in-use">
      <div className="panel-head">
        <h2 id="in-use">{faces.inUse}</h2>
        <div className="actions">
          {query.data && !chain.open && study.allowed.includes('detector.choose') && (
            <button type="button" className="button" onClick={chain.edit}>
              {faces.change}
            </button>
          )}
          {query.data && study.allowed.includes('face.review') && (
            <Link to={`/studies/${study.id}/faces`} className="button">
              {faces.toReview}
            </Link>
          )}
        </div>
      </div>
      <Await query={query} lines={2}>
        {(choice) =>
          choice ? (
            <div data-choice={choice.arms.join()}>
              <ol className="chain">
                {choice.arms.map((name) => (
                  <li key={name}>
                    <ArmText name={name} />
                  </li>
                ))}
              </ol>
              <p className="muted">
                {faces.marginOf(percent(choice.margin))} {faces.chosenBy} {choice.created_by_name},{' '}
                {moment(choice.created_at)}
              </p>
            </div>
          ) : (
            <p className="muted">{faces.noChoice}</p>
          )
        }
      </Await>
      {children}
    </section>
  )
}

/** An arm in words: the detector, and when it sees the frame turned. */
export function ArmText({ name }: { name: string }) {
  const { faces } = useText()
  const { detector, turn_policy } = armNamed(name)
  return (
    <>
      <strong>{detector}</strong>
      {turn_policy !== 'none' && <span className="muted"> {faces.turned[turn_policy]}</span>}
    </>
  )
}

/** The same where there is little room. */
export function useArmLabel() {
  const { faces } = useText()
  return (name: string) => {
    const { detector, turn_policy } = armNamed(name)
    return turn_policy === 'none' ? detector : `${detector} (${faces.turnedShort[turn_policy]})`
  }
}

type FormProps = { study: string; chain: Chain; comparison: string | null }

export function ChainForm({ study, chain, comparison }: FormProps) {
  const { faces, common } = useText()
  const choose = useChoose(study)
  return (
    <form
      className="chain-form stack"
      onSubmit={(event) => {
        event.preventDefault()
        choose.mutate({ arms: chain.arms, margin: chain.margin, comparison }, { onSuccess: chain.forget })
      }}
    >
      <h3>{faces.newChain}</h3>
      <p className="hint">{faces.chainHint}</p>
      <ol className="chain editing">
        {chain.arms.map((arm, place) => (
          <ChainLink key={armName(arm)} chain={chain} place={place} />
        ))}
      </ol>
      <Field label={faces.margin} hint={faces.marginHint}>
        {(wiring) => (
          <input
            {...wiring}
            className="short"
            name="margin"
            type="number"
            min={0}
            max={100}
            step={5}
            value={Math.round(chain.margin * 100)}
            onChange={({ target }) => {
              chain.setMargin(Math.min(1, Math.max(0, Number(target.value) / 100)))
            }}
          />
        )}
      </Field>
      <div className="actions">
        <button
          type="submit"
          className="button primary"
          disabled={chain.arms.length === 0 || choose.isPending}
        >
          {faces.use}
        </button>
        <button type="button" className="button" onClick={chain.forget}>
          {common.cancel}
        </button>
      </div>
      <p className="hint">{faces.useHint}</p>
      <Failure error={choose.error} />
    </form>
  )
}

function ChainLink({ chain, place }: { chain: Chain; place: number }) {
  const { faces } = useText()
  const arm = chain.arms[place]
  if (!arm) return null
  const { detector, turn_policy } = arm
  const taken = (policy: TurnPolicy) =>
    policy !== turn_policy &&
    chain.arms.some((one) => armName(one) === armName({ detector, turn_policy: policy }))
  return (
    <li>
      <span className="row">
        <strong>{detector}</strong>
        <select
          aria-label={`${faces.turns}: ${detector}`}
          value={turn_policy}
          onChange={({ target }) => {
            chain.setPolicy(place, target.value as TurnPolicy)
          }}
        >
          {policies.map((policy) => (
            <option key={policy} value={policy} disabled={taken(policy)}>
              {faces.policies[policy]}
            </option>
          ))}
        </select>
        {place > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => {
              chain.raise(place)
            }}
          >
            {faces.earlier}
            <span className="visually-hidden"> {detector}</span>
          </button>
        )}
        <button
          type="button"
          className="button square"
          aria-label={`${faces.remove} ${detector}`}
          title={faces.remove}
          onClick={() => {
            chain.remove(place)
          }}
        >
          <Icon name="cross" />
        </button>
      </span>
    </li>
  )
}

export function NotInstalled({ why }: { why: string }) {
  const { faces } = useText()
  return why ? (
    <>
      <Mark icon="cross">{faces.notInstalled}</Mark>
      <p className="muted">{why}</p>
    </>
  ) : (
    <Mark icon="check">{faces.installed}</Mark>
  )
}
