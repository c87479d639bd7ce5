/** Every page by its address; all but the first load when they are opened. */
import { lazy, Suspense } from 'react'
import { Link, Redirect, Route, Switch } from 'wouter'
import { StudiesPage } from '../features/studies/studies-page'
import type { Me } from '../shared/api/types'
import { useText } from '../shared/i18n/text'
import { Page } from '../shared/ui/page'
import { Empty, Skeleton } from '../shared/ui/states'

const StudyPage = lazy(() => import('../features/studies/study-page'))
const InfantPage = lazy(() => import('../features/studies/infant-page'))
const DisagreementPage = lazy(() => import('../features/agreement/disagreement-page'))
const DatasetPage = lazy(() => import('../features/datasets/dataset-page'))
const RunPage = lazy(() => import('../features/experiments/run-page'))
const ModelPage = lazy(() => import('../features/experiments/model-page'))
const FacesPage = lazy(() => import('../features/faces/faces-page'))
const LabellingPage = lazy(() => import('../features/labelling/screen-page'))
const ReviewPage = lazy(() => import('../features/supervision/review-page'))
const UploadPage = lazy(() => import('../features/recordings/upload-page'))
const VideoPage = lazy(() => import('../features/recordings/video-page'))
const JobsPage = lazy(() => import('../features/jobs/jobs-page'))
const AccountPage = lazy(() => import('../features/accounts/account-page'))
const PeoplePage = lazy(() => import('../features/accounts/people-page'))
const AuditPage = lazy(() => import('../features/audit/audit-page'))

export function Pages({ me }: { me: Me }) {
  return (
    <Suspense fallback={<Skeleton lines={6} />}>
      <Switch>
        <Route path="/">
          <StudiesPage />
        </Route>
        <Route path="/sign-in">
          <Redirect to="/" replace />
        </Route>
        <Route path="/studies/:id">{({ id }) => <StudyPage key={id} id={id} />}</Route>
        <Route path="/studies/:id/disagreement">{({ id }) => <DisagreementPage key={id} id={id} />}</Route>
        <Route path="/studies/:id/faces">{({ id }) => <FacesPage key={id} id={id} />}</Route>
        <Route path="/studies/:id/label">{({ id }) => <LabellingPage key={id} id={id} />}</Route>
        <Route path="/studies/:id/review">{({ id }) => <ReviewPage key={id} id={id} />}</Route>
        <Route path="/studies/:id/upload">{({ id }) => <UploadPage key={id} id={id} />}</Route>
        <Route path="/studies/:id/datasets">
          {({ id }) => <Redirect to={`/studies/${id}?tab=datasets`} replace />}
        </Route>
        <Route path="/datasets/:id">{({ id }) => <DatasetPage key={id} id={id} />}</Route>
        <Route path="/training/:id">{({ id }) => <RunPage key={id} id={id} />}</Route>
        <Route path="/models/:id">{({ id }) => <ModelPage key={id} id={id} />}</Route>
        <Route path="/infants/:id">{({ id }) => <InfantPage key={id} id={id} />}</Route>
        <Route path="/videos/:id">{({ id }) => <VideoPage key={id} id={id} />}</Route>
        <Route path="/jobs" component={JobsPage} />
        <Route path="/account" component={AccountPage} />
        {me.is_site_admin && <Route path="/people" component={PeoplePage} />}
        {me.is_site_admin && <Route path="/audit" component={AuditPage} />}
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Suspense>
  )
}

function NotFound() {
  const { common } = useText()
  return (
    <Page title={common.notFoundTitle}>
      <Empty
        action={
          <Link to="/" className="button">
            {common.toStudies}
          </Link>
        }
      >
        {common.notFound}
      </Empty>
    </Page>
  )
}
