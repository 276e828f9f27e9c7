/** Those of many that were refused, and why. */
export function Refusals({
  refused,
}: {
  refused: readonly { readonly id: string; readonly name: string; readonly why: string }[];
}) {
  if (refused.length === 0) return null;
  return (
    <>
      <p>{refused.length === 1 ? 'One was not:' : `${refused.length} were not:`}</p>
      <ul>
        {refused.map(({ id, name, why }) => (
          <li key={id}>
            {name}: {why}
          </li>
        ))}
      </ul>
    </>
  );
}
