/** The way to a frozen dataset, called by its number and name. */
import { Link } from 'wouter'

type Props = { id: string; number: number | null; name: string | null }

export function DatasetLink({ id, number, name }: Props) {
  return <Link to={`/datasets/${id}`}>{`${number ?? ''} · ${name ?? ''}`}</Link>
}
