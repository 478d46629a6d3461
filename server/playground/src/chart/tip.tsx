import type { Model } from './model';
import { change, number } from './moment';
import type { Shown } from './picture';

// More would not fit on a screen.
const most = 14;

// Tip lists all series at one place, beside the pointer or the place that the arrow keys are at. It is read aloud.
export function Tip({ model, shown, width, palette }: { model: Model; shown: Shown; width: number; palette: ReadonlyMap<string, string> }) {
  const { place, series } = shown;
  const there = model.points.filter((p) => p.place.id === place.id);
  const rank = new Map(model.series.map((value, i) => [value.id, i]));
  const rows = there.sort((a, b) => (rank.get(a.series.id) ?? 0) - (rank.get(b.series.id) ?? 0));
  const sum = model.kind === 'amount' && rows.length > 1 ? rows.reduce((all, p) => all + (p.value ?? 0), 0) : undefined;
  const before = rows.some((p) => p.before !== undefined) ? rows.reduce((all, p) => all + (p.before ?? 0), 0) : undefined;
  // On a phone there is no room beside the place, but below it.
  const below = width < 560;
  const left = shown.x > width / 2;
  const beside = left ? { right: Math.max(0, width - shown.x + 14), maxWidth: shown.x - 14 } : { left: shown.x + 14, maxWidth: width - shown.x - 14 };
  return (
    <div
      className="tip"
      role="status"
      style={below ? { top: shown.y + 24, left: 0, maxWidth: width } : { top: Math.max(0, shown.y - 20), ...beside }}
    >
      <strong>{place.label}</strong>
      {place.partial && <em> not whole</em>}
      <table>
        <tbody>
          {rows.slice(0, most).map((p) => (
            <tr key={p.series.id} className={series?.id === p.series.id ? 'here' : undefined}>
              <th scope="row">
                <i style={{ background: palette.get(p.series.id) }} />
                {p.series.label}
              </th>
              <Cells value={p.value} before={p.before} />
            </tr>
          ))}
          {rows.length > most && (
            <tr>
              <th scope="row">{rows.length - most} more</th>
              <td />
            </tr>
          )}
          {sum !== undefined && (
            <tr className="sum">
              <th scope="row">All</th>
              <Cells value={sum} before={before} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ value, before }: { value: number | null; before: number | null | undefined }) {
  return (
    <>
      <td>{number(value)}</td>
      {before !== undefined && (
        <>
          <td>before {number(before)}</td>
          <td>{change(value, before)}</td>
        </>
      )}
    </>
  );
}
