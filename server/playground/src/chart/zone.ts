// Wall clocks of time zones, by the browser's own rules. What a wall clock shows is given as the time at which UTC's shows it.
const formats = new Map<string, Intl.DateTimeFormat>();

// wall is what the wall clock of a zone shows at a time.
export function wall(at: number, zone: string): number {
  if (zone === 'UTC') return at;
  const options = { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', options);
  formats.set(zone, format);
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

const day = 86_400_000;

// first is the first time at which the wall clock of a zone shows one, or a later one where it leaves that out.
export function first(shown: number, zone: string): number {
  if (zone === 'UTC') return shown;
  const offset = (near: number) => wall(near, zone) - near;
  // A clock that is set back shows a time twice: the first is by the offset before.
  const [earlier, later] = [shown - offset(shown - day), shown - offset(shown + day)].sort((a, b) => a - b) as [number, number];
  if (wall(earlier, zone) === shown) return earlier;
  if (wall(later, zone) === shown) return later;
  return shown - offset(shown - day);
}

// wholeHours says whether a zone's wall clock is whole hours from UTC's, in these years.
export function wholeHours(zone: string, now: number): boolean {
  return [0, 182].every((days) => (wall(now + days * day, zone) - (now + days * day)) % 3_600_000 === 0);
}

// written is a time in RFC 3339, with the zone's offset.
export function written(at: number, zone: string): string {
  const shown = wall(at, zone);
  const minutes = Math.round((shown - at) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const offset = zone === 'UTC' ? 'Z' : `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return new Date(shown).toISOString().replace('.000', '').replace('Z', offset);
}

// dayOf is the calendar's day at a time: 2026-01-05.
export function dayOf(at: number, zone: string): string {
  return new Date(wall(at, zone)).toISOString().slice(0, 10);
}

// here is the browser's zone.
export function here(): string {
  // Of a browser that is told an offset instead of a zone there is no name that others know.
  return named(Intl.DateTimeFormat().resolvedOptions().timeZone) ?? 'UTC';
}

let listed: string[] | undefined;

// zones are the IANA names of all zones that the browser knows, UTC first.
export function zones(): string[] {
  listed ??= [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map((zone) => today[zone] ?? zone).sort()])];
  return listed;
}

// named is a zone by the name that it has today; undefined of what is none.
export function named(zone: unknown): string | undefined {
  if (typeof zone !== 'string') return undefined;
  const wanted = zone.trim().toLowerCase().replaceAll(' ', '_');
  const name = Object.keys(today).find((old) => old.toLowerCase() === wanted);
  return name ? today[name] : zones().find((one) => one.toLowerCase() === wanted);
}

// Browsers list some zones by names that the IANA has given up.
const today: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};
