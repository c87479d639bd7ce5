/** The roles of a study, in the order they are shown. */
import type { Role } from '../../shared/api/types'

export const roles: readonly Role[] = ['operator', 'supervisor', 'researcher', 'admin']
