import { hrefOf } from '../routing/route.ts';

/** Says where one appointment among many is found. */
export function FindHint() {
  return (
    <p className="quiet">
      Newest booking first. By name, number or reference, find one at{' '}
      <a href={hrefOf({ page: 'deliveries' })}>Deliveries</a>.
    </p>
  );
}
