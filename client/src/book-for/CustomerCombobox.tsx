import { type KeyboardEvent, useId, useRef, useState } from 'react';

import { formatOwn } from '../time/format.ts';
import type { Customer } from './documents.ts';
import { type Search, useCustomers } from './use-customers.ts';

/** One of what can be chosen. */
type Option =
  | { readonly kind: 'known'; readonly customer: Customer }
  | { readonly kind: 'new'; readonly typed: string };

/**
 * Finds a customer by what is typed, or takes it for a new customer: an editable combobox with a list, as the ARIA Authoring
 * Practices have it. The focus stays in the field; arrows move through the list, Enter chooses, Escape closes it.
 */
export function CustomerCombobox({
  choose,
  chooseNew,
}: {
  choose: (customer: Customer) => void;
  chooseNew: (typed: string) => void;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const search = useCustomers(isOpen ? typed : null);
  const options = isOpen ? optionsOf(search, typed) : [];
  const optionId = (index: number) => `${id}-${index}`;

  function change(next: string) {
    setTyped(next);
    setOpen(true);
    setActive(-1);
  }

  function close() {
    setOpen(false);
    setActive(-1);
  }

  function take(option: Option | undefined) {
    if (option === undefined) return;
    close();
    setTyped('');
    if (option.kind === 'known') choose(option.customer);
    else chooseNew(option.typed);
  }

  function move(by: 1 | -1) {
    if (!isOpen) return setOpen(true);
    if (options.length === 0) return;
    const from = active < 0 && by < 0 ? options.length : active;
    const next = (from + by + options.length) % options.length;
    setActive(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  }

  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter')
      take(options[active]); // and never sends the form that it is in
    else if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'Escape') setTyped('');
    else return;
    event.preventDefault();
  }

  return (
    <div className="field customer-search">
      <label htmlFor={id}>Find the customer</label>
      <p className="quiet" id={`${id}-hint`}>
        Name, e-mail address, number or reference. Who is not found is a new customer.
      </p>
      <input
        id={id}
        role="combobox"
        type="text"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={options[active] === undefined ? undefined : optionId(active)}
        aria-describedby={`${id}-hint`}
        value={typed}
        onChange={(event) => change(event.target.value)}
        onClick={() => setOpen(true)}
        onKeyDown={press}
        onBlur={close}
      />
      <div className="customer-list" hidden={!isOpen}>
        <div ref={list} id={`${id}-list`} role="listbox" aria-label="Customers" hidden={options.length === 0}>
          {options.map((option, index) => (
            // The keys of the list are pressed in the field, which keeps the focus.
            // biome-ignore lint/a11y/useKeyWithClickEvents: as above
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div
              key={option.kind === 'known' ? option.customer.userId : 'new'}
              id={optionId(index)}
              role="option"
              aria-selected={index === active}
              className="customer-option"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(option)}
            >
              {option.kind === 'known' ? <Known customer={option.customer} /> : <New typed={option.typed} />}
            </div>
          ))}
        </div>
        {isOpen && search.kind !== 'found' && <p className="customer-note quiet">{noteOf(search)}</p>}
      </div>
      <p role="status" className="visually-hidden">
        {isOpen ? noteOf(search) : ''}
      </p>
    </div>
  );
}

function optionsOf(search: Search, typed: string): readonly Option[] {
  const known = search.kind === 'found' ? search.customers : [];
  const name = typed.trim();
  const others: readonly Option[] = name === '' ? [] : [{ kind: 'new', typed: name }];
  return [...known.map((customer): Option => ({ kind: 'known', customer })), ...others];
}

function noteOf(search: Search): string {
  switch (search.kind) {
    case 'idle':
      return '';
    case 'searching':
      return 'Searching…';
    case 'failed':
      return `Customers could not be searched. ${search.problem.message}`;
    case 'found': {
      const { length } = search.customers;
      return length === 0 ? 'Nobody is found.' : `${length} ${length === 1 ? 'customer' : 'customers'} found.`;
    }
  }
}

function Known({ customer: { name, email, phone, userId, lastAppointmentAt } }: { customer: Customer }) {
  const reached = [email, phone].filter((address) => address !== null);
  return (
    <>
      <strong>
        <bdi>{name ?? userId}</bdi>
      </strong>
      {reached.map((address) => (
        <bdi key={address} className="quiet">
          {address}
        </bdi>
      ))}
      <span className="quiet">last appointment {formatOwn(lastAppointmentAt, 'moment')}</span>
    </>
  );
}

function New({ typed }: { typed: string }) {
  return (
    <>
      <strong>New customer</strong>
      <bdi className="quiet">{typed}</bdi>
    </>
  );
}
