// The mark of a class in a scatter plot: told apart by shape as well as by colour. Paths around (0, 0), for Path2D
// and for SVG alike.

const SHAPES: readonly ((r: number) => string)[] = [
  (r) => `M${r} 0A${r} ${r} 0 1 1 ${-r} 0A${r} ${r} 0 1 1 ${r} 0Z`,
  (r) => polygon(r * 1.2, 4, Math.PI / 4),
  (r) => polygon(r * 1.3, 3, -Math.PI / 2),
  (r) => polygon(r * 1.3, 4, 0),
  (r) => polygon(r * 1.3, 3, Math.PI / 2),
  (r) => polygon(r * 1.15, 6, 0),
];

/** Circle, square, triangle, diamond, triangle upside down, hexagon; then from the beginning. */
export function markPath(index: number, radius: number): string {
  return SHAPES[index % SHAPES.length]!(radius);
}

export function crossPath(radius: number): string {
  return `M${-radius} ${-radius}L${radius} ${radius}M${-radius} ${radius}L${radius} ${-radius}`;
}

function polygon(radius: number, corners: number, turn: number): string {
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    return `${(radius * Math.cos(angle)).toFixed(3)} ${(radius * Math.sin(angle)).toFixed(3)}`;
  });
  return `M${points.join('L')}Z`;
}
