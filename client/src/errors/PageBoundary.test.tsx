import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loading, NotLoaded } from './Failure.tsx';
import { PageBoundary } from './PageBoundary.tsx';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // React reports what it catches
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** A page that fails while `failing` says so. */
function show({ discard }: { discard?: () => void } = {}) {
  const state = { failing: true };
  const Page = () => {
    if (state.failing) throw new RangeError('Invalid time zone specified: Etc/Unknown');
    return <h1>The page</h1>;
  };
  const at = (place: string) => (
    <PageBoundary place={place} discard={discard}>
      <Page />
    </PageBoundary>
  );
  const { rerender } = render(at('#/book'));
  return { state, goTo: (place: string) => rerender(at(place)) };
}

test('PageBoundary says what happened, and tries again', () => {
  const { state } = show();
  expect(screen.getByRole('alert').textContent).toContain('RangeError: Invalid time zone specified: Etc/Unknown');
  expect(screen.queryByRole('button', { name: 'Discard what was typed' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(screen.getByRole('alert')).toBeTruthy();
  state.failing = false;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(screen.getByRole('heading').textContent).toBe('The page');
});

test('PageBoundary discards what was typed, where that is kept', () => {
  const discarded: string[] = [];
  const { state } = show({
    discard: () => {
      discarded.push('the draft');
      state.failing = false;
    },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Discard what was typed' }));
  expect(screen.getByRole('heading').textContent).toBe('The page');
  expect(discarded).toEqual(['the draft']);
});

test('PageBoundary shows the next page, whatever happened in the one before', () => {
  const { state, goTo } = show();
  state.failing = false;
  goTo('#/book'); // the same place again changes nothing
  expect(screen.getByRole('alert')).toBeTruthy();
  goTo('#/appointments');
  expect(screen.getByRole('heading').textContent).toBe('The page');
});

test('PageBoundary has a page loaded again that could not be loaded', async () => {
  const failure: unknown = await loading(() => Promise.reject(new TypeError('Failed to fetch')))().catch((e) => e);
  expect(failure).toBeInstanceOf(NotLoaded);
  const Page = () => {
    throw failure;
  };
  render(
    <PageBoundary place="#/deliveries">
      <Page />
    </PageBoundary>,
  );
  expect(screen.getByRole('button', { name: 'Load it again' })).toBeTruthy();
});
