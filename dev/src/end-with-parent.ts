/** Loaded into a process of ours that is not our program (`--import`): it ends when we do. */
process.on('disconnect', () => process.exit());
