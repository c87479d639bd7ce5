/** A protocol laid out to be read. */
import type { ReactNode } from 'react'
import type { ProtocolDocument } from '../../shared/api/types'
import { frameActionNames } from '../../shared/i18n/frame-actions'
import { useFormat, useLanguage, useText } from '../../shared/i18n/text'
import { Facts } from '../../shared/ui/marks'
import { usualSupervision } from './protocol-labels'

/** Codes of the document (`heel_prick`) as words. */
const words = (code: string): string => code.replaceAll('_', ' ')

export function ProtocolDocumentView({ document }: { document: ProtocolDocument }) {
  return (
    <div className="stack">
      <Scoring document={document} />
      <Window rule={document.window} keepAudio={document.keep_audio} />
      <Sampling document={document} />
      <Labels rule={document.labels} />
      <Supervision document={document} />
    </div>
  )
}

function Part({ title, items }: { title: string; items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <section className="protocol-part">
      <h3>{title}</h3>
      <Facts items={items} />
    </section>
  )
}

function Scoring({ document }: { document: ProtocolDocument }) {
  const { protocol, common } = useText()
  const { scales, pain_cutoff: cutoff } = document
  const threshold = cutoff.total_from ?? cutoff.score_from
  return (
    <Part
      title={protocol.scoring}
      items={[
        [
          protocol.scales,
          scales.map(({ scale, items }) => `${scale} (${items.map(words).join(', ')})`).join('; '),
        ],
        [protocol.operators_per_video, document.operators_per_video],
        [protocol.blind, document.blind ? common.yes : common.no],
        [protocol.consensus, protocol.consensusChoices[document.consensus]],
        [
          protocol.pain_cutoff,
          [cutoff.scale, cutoff.item && words(cutoff.item), '≥', threshold].filter(Boolean).join(' '),
        ],
      ]}
    />
  )
}

function Window({ rule, keepAudio }: { rule: ProtocolDocument['window']; keepAudio: boolean }) {
  const { protocol, common } = useText()
  const { number } = useFormat()
  const length = rule.preset_seconds
  return (
    <Part
      title={protocol.window}
      items={[
        [protocol.start_event, words(rule.start_event)],
        [protocol.end_reasons, rule.end_reasons.map(words).join(', ')],
        [protocol.preset_seconds, length === null ? protocol.freeLength : protocol.seconds(number(length))],
        [protocol.many_per_video, rule.many_per_video ? common.yes : common.no],
        [protocol.keep_audio, keepAudio ? common.yes : common.no],
      ]}
    />
  )
}

function Sampling({ document }: { document: ProtocolDocument }) {
  const { protocol } = useText()
  const { number } = useFormat()
  const { sampling } = document
  const cap = sampling.max_frames_per_infant
  const limit = sampling.low_score_limit_seconds
  const rates = sampling.frames_per_second.map(({ score_from: from, score_to: to, rate }) => (
    <span key={from} className="line">
      {protocol.scoreRange(number(from), number(to), number(rate, 2))}
    </span>
  ))
  return (
    <Part
      title={protocol.sampling}
      items={[
        [protocol.frames_per_second, rates],
        [protocol.max_frames, cap === null ? protocol.noLimit : number(cap)],
        [protocol.part_of_window, protocol.parts[sampling.part_of_window]],
        [protocol.low_score_limit, limit === null ? protocol.noLimit : protocol.seconds(number(limit))],
        [protocol.detectors, document.detectors.join(', ')],
        [protocol.exclusion_reasons, document.exclusion_reasons.map(words).join(', ')],
      ]}
    />
  )
}

function Labels({ rule }: { rule: ProtocolDocument['labels'] }) {
  const { protocol } = useText()
  const { number, percent, list } = useFormat()
  const names = frameActionNames[useLanguage()]
  return (
    <Part
      title={protocol.labels}
      items={[
        [protocol.nonpain_scores, rule.nonpain_scores.join(', ')],
        [protocol.pain_scores, rule.pain_scores.join(', ')],
        [protocol.raters_per_frame, number(rule.raters_per_frame ?? 1)],
        [protocol.order, protocol.orderChoices[rule.order ?? 'by_video']],
        [protocol.frame_actions, list((rule.frame_actions ?? []).map((action) => names[action] ?? action))],
        [protocol.spot_check, percent(rule.spot_check_percent / 100)],
        [
          protocol.repeat,
          protocol.repeatValue(percent(rule.repeat_percent / 100), number(rule.repeat_after_days)),
        ],
      ]}
    />
  )
}

function Supervision({ document }: { document: ProtocolDocument }) {
  const { protocol, common } = useText()
  const { percent } = useFormat()
  const rule = document.supervision ?? usualSupervision
  return (
    <Part
      title={protocol.supervision}
      items={[
        [protocol.suggestions, protocol.suggestionChoices[document.suggestions]],
        [protocol.silent, percent(rule.silent_percent / 100)],
        [protocol.check, percent(rule.spot_check_percent / 100)],
        [protocol.names_masked, rule.names_masked ? common.yes : common.no],
      ]}
    />
  )
}
