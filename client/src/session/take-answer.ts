/** Takes the provider's answer out of the address, so that no history keeps it; null where there is none. */
export function takeAnswer({ location, history }: Window): string | null {
  const parameters = new URLSearchParams(location.search);
  const isAnswer = parameters.has('state') && (parameters.has('code') || parameters.has('error'));
  if (location.pathname !== '/' || !isAnswer) return null;
  const answer = location.href;
  history.replaceState(null, '', `/${location.hash}`);
  return answer;
}
