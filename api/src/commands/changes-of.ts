/** What of a wish differs from what stands: the change to write, and to write down. */
export function changesOf<Thing extends object, Wish extends Partial<Thing>>(
  thing: Thing,
  wish: { [Key in keyof Wish]?: Wish[Key] | undefined },
): Partial<Thing> {
  const entries = Object.entries(wish).filter(
    ([key, value]) => value !== undefined && value !== thing[key as keyof Thing],
  );
  return Object.fromEntries(entries) as Partial<Thing>;
}
