/** Stops the database server of this run and removes its folder. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.lecternRunServer?.stop();
}
