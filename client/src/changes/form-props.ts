import type { Viewer } from '../session/viewer.ts';
import type { Changeable } from './changeable.ts';

/** What a form that changes an appointment gets. */
export interface FormProps {
  /** As it is now: it may change while the form is open. */
  readonly appointment: Changeable;
  readonly viewer: Viewer;
  /** Queries the appointment again. */
  readonly refresh: () => void;
  readonly close: () => void;
  /** The change is made, which the text says. */
  readonly done: (text: string) => void;
}
