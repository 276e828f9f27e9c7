import { text } from '../language/text.ts';
import { focusHeading } from '../routing/Heading.tsx';

/** The first stop of the keyboard: goes past the navigation, to the page's heading. */
export function SkipLink() {
  return (
    // biome-ignore lint/a11y/useValidAnchor: people and tools look for a link here, and it leads to a place in the page
    <a
      className="skip"
      href="#content"
      onClick={(event) => {
        event.preventDefault(); // behind the # is which page it is
        focusHeading();
      }}
    >
      {text('nav.skip')}
    </a>
  );
}
