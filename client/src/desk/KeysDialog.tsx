import { DeskDialog } from './DeskDialog.tsx';
import { KEYS } from './keys.ts';

/** Shows the single keys, and switches them off for who presses some by accident, or speaks to the computer. */
export function KeysDialog({
  isOn,
  setOn,
  closed,
}: {
  isOn: boolean;
  setOn: (isOn: boolean) => void;
  closed: () => void;
}) {
  return (
    <DeskDialog title="Keys" closed={closed}>
      {(close) => (
        <>
          <dl className="keys">
            {KEYS.map(({ key, does }) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <p className="quiet">
            In an open delivery, the same keys are for that one. While you type, they are letters.
          </p>
          <div className="choices">
            <label>
              <input type="checkbox" checked={isOn} onChange={() => setOn(!isOn)} />
              Single keys work in this browser
            </label>
          </div>
          <div className="actions">
            <button type="button" className="plain" onClick={close}>
              Close
            </button>
          </div>
        </>
      )}
    </DeskDialog>
  );
}
