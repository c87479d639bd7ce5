/** Watching one video, frame by frame; dark unless the person chose otherwise. */
import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { Player } from '../../player/player'
import type { Video } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { usePageTitle } from '../../shared/ui/page'
import { Await } from '../../shared/ui/states'
import { PainTrace } from '../experiments/pain-trace'
import { ScoringWorkbench } from '../scoring/workbench'
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { useFrameTimes, useVideo } from './queries'
import { Verdict, VerdictDetail } from './verdict'
import { VideoFacts } from './video-facts'
import './video-page.css'

const DARK = 'workbench-dark'

export default function VideoPage({ id }: { id: string }) {
  const query = useVideo(id)
  return <Await query={query}>{(video) => <Workbench video={video} />}</Await>
}

function Workbench({ video }: { video: Video }) {
  const { player, recordings, common } = useText()
  const [dark, setDark] = useState(() => localStorage.getItem(DARK) !== 'no')
  usePageTitle(video.name)
  const toggle = () => {
    localStorage.setItem(DARK, dark ? 'no' : 'yes')
    setDark(!dark)
  }
  const scheme = (
    <button type="button" className="button quiet" aria-pressed={dark} onClick={toggle} title={common.theme}>
      <Icon name="theme" />
      {player.dark}
    </button>
  )
  return (
    <div className="stage-page workbench" {...(dark && { 'data-scheme': 'dark' })}>
      {video.state === 'ready' ? (
        <Watching video={video} scheme={scheme} />
      ) : (
        <>
          <WorkbenchHead video={video} />
          <div className="panel">
            <p>{video.state === 'refused' ? player.refused : player.preparing}</p>
            <Verdict video={video} />
            <VerdictDetail video={video} />
            <Link to={`/studies/${video.study}?tab=videos`} className="button back-to-list">
              {recordings.video}
            </Link>
          </div>
        </>
      )}
    </div>
  )
}

function Watching({ video, scheme }: { video: Video; scheme: ReactNode }) {
  const times = useFrameTimes(video.id)
  const study = useStudy(video.study)
  const head = (readout: ReactNode) => (
    <WorkbenchHead video={video}>
      {readout}
      {scheme}
    </WorkbenchHead>
  )
  const facts = <VideoFacts video={video} />
  return (
    <Await query={study}>
      {(known) => (
        <Await query={times}>
          {(table) =>
            known.allowed.includes('video.score') ? (
              <ScoringWorkbench study={known} video={video} times={table} head={head} facts={facts} />
            ) : (
              <Player source={`/api/v1/videos/${video.id}/media/`} times={table}>
                {(parts) => (
                  <>
                    {head(parts.readout)}
                    <div className="workbench-columns">
                      <div className="player-column">
                        {parts.stage}
                        {parts.scrubber}
                        <PainTrace study={known} video={video.id} on={{ parts, times: table }} />
                      </div>
                      {facts}
                    </div>
                  </>
                )}
              </Player>
            )
          }
        </Await>
      )}
    </Await>
  )
}

function WorkbenchHead({ video, children }: { video: Video; children?: ReactNode }) {
  const { data: study } = useStudy(video.study)
  const { studies } = useText()
  const section = study?.allowed.includes('video.score') ? 'to-score' : 'videos'
  useHere(video.study, section)
  return (
    <header className="workbench-head">
      <div>
        <Link to={`/studies/${video.study}?tab=${section}`} className="back-link">
          <Icon name="back" />
          {study?.name ?? studies.study}
        </Link>
        <h1>
          {video.infant.pseudonym} <span className="muted">{video.name}</span>
        </h1>
      </div>
      <div className="row">{children}</div>
    </header>
  )
}
