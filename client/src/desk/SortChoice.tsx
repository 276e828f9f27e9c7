import { ORDER_NAMES, ORDERS, type Order, parseOrder } from './order.ts';

/** Chooses the order of the list. */
export function SortChoice({ order, change }: { order: Order; change: (order: Order) => void }) {
  return (
    <label className="sort">
      <span className="visually-hidden">Sort</span>
      <select value={ORDERS[order].word} onChange={({ target }) => change(parseOrder(target.value))}>
        {ORDER_NAMES.map((name) => (
          <option key={name} value={ORDERS[name].word}>
            {ORDERS[name].name}
          </option>
        ))}
      </select>
    </label>
  );
}
