/** A named export as `lazy` wants it. */
export function named<Name extends string>(name: Name) {
  return <Props>(module: Record<Name, React.ComponentType<Props>>) => ({ default: module[name] });
}
