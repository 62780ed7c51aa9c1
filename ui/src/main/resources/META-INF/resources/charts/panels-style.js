import { MENU_STYLE } from './menu.js';

/** The styles of <assay-panels>. */
export const STYLE = `
  :host { display: block; position: relative; min-width: 0; font-size: 13px; }
  .bar { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; min-height: 28px; margin-bottom: 4px; color: var(--text-soft); }
  .bar:has(.waiting:not([hidden])) { position: sticky; top: 0; z-index: 3; background: var(--surface); }
  .bar .count { flex: 1; }
  .space { position: relative; }
  .section { position: absolute; display: flex; align-items: center; }
  .section h2 { margin: 0; font-size: 14px; font-weight: 600; }
  .section button { all: unset; cursor: pointer; display: flex; gap: 8px; align-items: baseline; padding: 4px 6px 4px 0; }
  .section button::before { content: "▾"; width: 12px; color: var(--text-soft); }
  .section button[aria-expanded=false]::before { content: "▸"; }
  .section .count { color: var(--text-soft); font-weight: 400; font-size: 12px; }
  .panel { position: absolute; display: flex; flex-direction: column; box-sizing: border-box; background: var(--surface);
    border: 1px solid var(--line); border-radius: 8px; contain: layout style paint; }
  .panel.dragged { opacity: 0.5; }
  .panel.sizing { z-index: 2; border-color: var(--accent); }
  .panel[data-drop=before] { box-shadow: -3px 0 0 var(--accent); }
  .panel[data-drop=after] { box-shadow: 3px 0 0 var(--accent); }
  .panel[data-drop] { contain: layout style; }
  .head { display: flex; gap: 8px; align-items: baseline; padding: 8px 6px 0 12px; }
  .panel > .head { cursor: grab; }
  h3 { margin: 0; flex: 1 1 auto; min-width: 40px; font-size: 13px; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .value { font-variant-numeric: tabular-nums; color: var(--text-soft); }
  .note { flex: 0 100 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--text-soft); font-size: 11px; }
  button.link { all: unset; cursor: pointer; font-size: 12px; color: var(--accent); white-space: nowrap; }
  button.icon { all: unset; cursor: pointer; min-width: 22px; text-align: center; border-radius: 4px; color: var(--text-soft); line-height: 20px; }
  button.icon:hover { background: var(--surface-hover); color: var(--text); }
  button:focus-visible { outline: 2px solid var(--accent); border-radius: 3px; }
  .corner { position: absolute; right: 0; bottom: 0; width: 14px; height: 14px; cursor: nwse-resize; touch-action: none; border-bottom-right-radius: 8px;
    background: linear-gradient(135deg, transparent 60%, var(--line-strong) 60%, var(--line-strong) 68%, transparent 68%, transparent 80%, var(--line-strong) 80%, var(--line-strong) 88%, transparent 88%); opacity: 0; }
  .panel:hover .corner { opacity: 1; }
  .message { color: var(--text-soft); margin: 0; padding: 12px 0; }
  ${MENU_STYLE}
  dialog { background: var(--surface); color: var(--text); border: 1px solid var(--line); border-radius: 8px; box-sizing: border-box; }
  dialog::backdrop { background: rgb(0 0 0 / 40%); }
  dialog.full { width: 96vw; height: 94vh; max-width: none; max-height: none; padding: 4px 6px 10px; }
  dialog.full[open] { display: flex; flex-direction: column; }
  dialog.full .head { gap: 16px; padding-right: 10px; }
  assay-chart, assay-plot, .plot-panel { flex: 1; min-height: 0; }
  .plot-panel { display: flex; flex-direction: column; }
  assay-plot::part(title) { visibility: hidden; } /* it stands above */
  .panel .message { padding: 24px 16px; text-align: center; }
  .text { flex: 1; min-height: 0; overflow: auto; padding: 4px 12px 10px; line-height: 1.5; overflow-wrap: anywhere; }
  .text :is(p, ul, h4, h5, h6) { margin: 0 0 8px; }
  .text :is(h4, h5, h6) { font-size: 13px; }
  .text h4 { font-size: 15px; }
  .text ul { padding-inline-start: 20px; }
  .text code { font: 12px var(--lumo-font-mono); background: var(--surface-hover); padding: 0 3px; border-radius: 3px; }
  .images { flex: 1; min-height: 0; display: flex; flex-direction: column; padding: 4px 12px 8px; gap: 4px; }
  .images-row { flex: 1; min-height: 0; display: flex; gap: 10px; overflow: auto; }
  .images figure { margin: 0; flex: 1 0 120px; min-height: 0; display: flex; flex-direction: column; gap: 2px; }
  .images img { flex: 1; min-height: 0; max-width: 100%; object-fit: contain; object-position: left top; }
  .images figcaption { font-size: 11px; color: var(--text-soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .images .step { display: flex; gap: 8px; align-items: center; font-size: 12px; }
  .images .step input { flex: 1; accent-color: var(--accent); }
  dialog.edit { width: min(440px, 94vw); padding: 16px 20px; }
  dialog.edit form, dialog.edit form > div:not(.buttons) { display: flex; flex-direction: column; gap: 10px; }
  dialog.edit h3 { font-size: 15px; flex: none; }
  dialog.edit label { display: flex; flex-direction: column; gap: 3px; font-size: 12px; color: var(--text-soft); }
  dialog.edit label.check { flex-direction: row-reverse; justify-content: flex-end; align-items: center; }
  dialog.edit :is(input, select, textarea) { font: inherit; font-size: 13px; padding: 5px 8px; color: var(--text); background: var(--surface);
    border: 1px solid var(--line-strong); border-radius: 5px; box-sizing: border-box; }
  dialog.edit :is(input, select, textarea):focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; }
  dialog.edit .problem { margin: 0; color: var(--bad); }
  dialog.edit .problem:empty { display: none; }
  .buttons { display: flex; justify-content: flex-end; gap: 8px; }
  .buttons button { font: inherit; padding: 5px 14px; border-radius: 5px; border: 1px solid var(--line-strong); background: var(--surface); color: var(--text); cursor: pointer; }
  .buttons .primary { background: var(--accent-fill); border-color: var(--accent-fill); color: #fff; }
  [hidden] { display: none !important; }
`;
