// The choices in people's words.
import type { Unit } from '../chart/table';
import type { Shift } from './shift';
import type { Chart, Filter, Function, Measure, Of, Operator, Preset, Range } from './state';

const names: Record<string, string> = {
  INTEGRATION_ID: 'Integration',
  TYPE: 'Type',
  PROJECT_ID: 'Project',
  ORGANIZATION_ID: 'Organization',
  USER_MESSAGE_COUNT: 'User messages',
  ID: 'Conversation',
};

export function nameOf({ field, path }: Of): string {
  if (path) return field === 'USER_PROPERTIES' ? `User’s ${path.join(' › ')}` : path.join(' › ');
  return names[field] ?? field;
}

const measured: Record<Function, string> = {
  count: 'Conversations',
  countDistinct: 'Different values of',
  sum: 'Sum of',
  avg: 'Average of',
  median: 'Median of',
  min: 'Least',
  max: 'Greatest',
};

export function nameOfMeasure({ show, of }: Measure): string {
  if (!of) return measured.count;
  if (show === 'countDistinct' && of.field === 'USER_PROPERTIES' && of.path?.join() === 'userId') return 'Users';
  if (show === 'sum' && of.field === 'USER_MESSAGE_COUNT') return 'User messages';
  const name = nameOf(of);
  return `${measured[show]} ${of.path ? name : name.toLowerCase()}`;
}

export const operatorNames: Record<Operator, string> = {
  is: 'is',
  isNot: 'is not',
  atLeast: 'is at least',
  atMost: 'is at most',
  known: 'has a value',
  unknown: 'has no value',
};

export const presetNames: Record<string, string> = {
  today: 'Today',
  yesterday: 'Yesterday',
  last7: 'Last 7 days',
  last30: 'Last 30 days',
  last90: 'Last 90 days',
  thisWeek: 'This week',
  lastWeek: 'Last week',
  thisMonth: 'This month',
  lastMonth: 'Last month',
  thisQuarter: 'This quarter',
  lastQuarter: 'Last quarter',
  thisYear: 'This year',
  lastYear: 'Last year',
  all: 'All time',
};

export function nameOfPreset(preset: Preset): string {
  return presetNames[preset] ?? preset;
}

export function nameOfRange(range: Range): string {
  return 'preset' in range ? nameOfPreset(range.preset) : `${range.from} to ${range.to}`;
}

// nameOfComparison says what a chart is compared with: "the quarter before, up to the same time".
export function nameOfComparison({ words }: Shift, whole: boolean, running: boolean, short = false): string {
  const far = whole ? 'all of it' : short ? 'so far' : 'up to the same time';
  return running ? `${words}, ${far}` : words;
}

export const unitNames: Record<Unit, string> = { HOUR: 'hour', DAY: 'day', WEEK: 'week', MONTH: 'month', QUARTER: 'quarter', YEAR: 'year' };

export function nameOfFilter({ of, is, values }: Filter): string {
  const said = values.map((value) => (value === null ? '(none)' : value === '' ? '""' : value));
  const shown = said.length > 3 ? `${said.slice(0, 3).join(', ')} and ${said.length - 3} more` : said.join(' or ');
  return [nameOf(of), operatorNames[is], is === 'known' || is === 'unknown' ? '' : shown].filter(Boolean).join(' ');
}

// titleOf says what a chart shows: "Conversations by integration per week".
export function titleOf(chart: Chart, unit: Unit | undefined): string {
  const by = chart.by.map((of) => (of.path ? nameOf(of) : nameOf(of).toLowerCase())).join(' and ');
  return [nameOfMeasure(chart.measure), by && `by ${by}`, unit && `per ${unitNames[unit]}`].filter(Boolean).join(' ');
}
