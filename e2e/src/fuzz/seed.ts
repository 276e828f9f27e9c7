/** How many cases a fuzz test runs, and from which seed: FUZZ_SEED repeats a run, FUZZ_RUNS makes it longer. */
export function fuzzRuns(numRuns: number): { readonly seed: number; readonly numRuns: number } {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  const runs = { seed, numRuns: Number(process.env.FUZZ_RUNS ?? numRuns) };
  console.log(`fuzzing with FUZZ_SEED=${runs.seed} FUZZ_RUNS=${runs.numRuns}`);
  return runs;
}
