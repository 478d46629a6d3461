import { useState } from 'react';
import { here, named, zones } from '../chart/zone';
import { Combobox } from './combobox';

// ZonePicker offers the time zones by their IANA names, the browser's first.
export function ZonePicker({ zone, set }: { zone: string; set: (zone: string) => void }) {
  const [typed, setTyped] = useState(zone);
  const [seen, setSeen] = useState(zone);
  if (seen !== zone) {
    setSeen(zone);
    setTyped(zone);
  }
  const own = here();
  const options = [{ value: own, hint: 'this browser’s' }, ...zones().filter((one) => one !== own).map((value) => ({ value }))];
  // What is no zone goes back to the one that is.
  const take = (text: string) => {
    const chosen = named(text) ?? zone;
    setTyped(chosen);
    if (chosen !== zone) set(chosen);
  };
  return <Combobox label="Time zone" value={typed} options={options} set={setTyped} take={take} placeholder="Europe/Berlin" />;
}
