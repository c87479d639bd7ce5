/** Uploads go on while one walks around: warns before the tab closes, and goes on when the connection is back. */
import { useEffect } from 'react'
import { uploadQueue } from './upload-queue'

export function useUploadGuard(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (uploadQueue.isBusy()) event.preventDefault()
    }
    const goOn = () => {
      uploadQueue.resumeAfterOffline()
    }
    window.addEventListener('beforeunload', warn)
    window.addEventListener('online', goOn)
    return () => {
      window.removeEventListener('beforeunload', warn)
      window.removeEventListener('online', goOn)
    }
  }, [])
}
