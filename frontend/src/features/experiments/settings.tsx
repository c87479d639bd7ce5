/** Every setting of an experiment, as its file has them. */
import { useText } from '../../shared/i18n/text'
import { Facts } from '../../shared/ui/marks'

const said = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(said).join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

export function Settings({ settings, source }: { settings: Record<string, unknown>; source: string }) {
  const { training } = useText()
  return (
    <details>
      <summary>{training.settings}</summary>
      <p className="hint">{source}</p>
      {Object.entries(settings).map(([section, values]) => (
        <section key={section}>
          <h3 className="mono">{section}</h3>
          <Facts
            items={Object.entries(values as Record<string, unknown>).map(
              ([name, value]) => [name, said(value)] as const,
            )}
          />
        </section>
      ))}
    </details>
  )
}
