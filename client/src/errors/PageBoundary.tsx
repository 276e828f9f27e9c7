import { Component, type ReactNode } from 'react';
import { NotSpoken } from '../language/NotSpoken.tsx';
import { speech, text } from '../language/text.ts';
import { Failure, NotLoaded } from './Failure.tsx';

interface Props {
  /** Where this is: what failed at one place says nothing of the next. */
  readonly place: string;
  /** Throws away what was typed, where the page keeps it: it may be what the page fails at. */
  readonly discard?: (() => void) | undefined;
  readonly children: ReactNode;
}

interface State {
  readonly place: string;
  /** What was thrown, in a box: anything can be. */
  readonly failed: { readonly cause: unknown } | null;
}

/** Keeps a page that fails from taking the rest with it: it says what happened and what can be done, until the next page. */
export class PageBoundary extends Component<Props, State> {
  override state: State = { place: this.props.place, failed: null };

  static getDerivedStateFromError(cause: unknown): Pick<State, 'failed'> {
    return { failed: { cause } };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): State | null {
    return place === state.place ? null : { place, failed: null };
  }

  override render() {
    const { discard, children } = this.props;
    const { failed } = this.state;
    if (failed === null) return children;
    const again = () => this.setState({ failed: null });
    if (speech() === null) return <NotSpoken />;
    if (failed.cause instanceof NotLoaded) {
      return (
        <Failure what={text('failure.notLoaded')}>
          <button type="button" onClick={() => window.location.reload()}>
            {text('failure.loadAgain')}
          </button>
        </Failure>
      );
    }
    return (
      <Failure what={text('failure.wrong')} cause={failed.cause}>
        <button type="button" onClick={again}>
          {text('tryAgain')}
        </button>
        {discard !== undefined && (
          <button
            type="button"
            className="plain"
            onClick={() => {
              discard();
              again();
            }}
          >
            {text('failure.discard')}
          </button>
        )}
      </Failure>
    );
  }
}
