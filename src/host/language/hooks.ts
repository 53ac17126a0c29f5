// What the language part asks of the extension: the states of training sessions (for CodeLens) and
// what went wrong with a spec's data (for Problems). Types only, so that nothing of either is loaded.
// The commands of the CodeLens are nnspec.train, nnspec.pause, nnspec.resume, nnspec.stop and
// nnspec.openPanel, each with the document's uri (vscode.Uri) as its argument.
import type { dataBelow, dataIn } from '../../files/examine';
import type { Disposable, Event, TextDocument, Uri } from 'vscode';
import type { SpecView } from '../../protocol/editing';
import type { SpecChange } from '../../spec/changes';
import type { Edit } from '../../spec/edits';
import type { RunState } from '../../protocol/engine';
import type { Problem } from '../../spec/problem';

export type SessionState = RunState | 'idle';

export interface SessionStates {
  /** `uri` is the document's uri as `uri.toString()` writes it. 'idle' where there is no session. */
  stateOf(uri: string): SessionState;
  /** Any session's state or data problems changed; the listener gets that document's uri. */
  onDidChange(listener: (uri: string) => void): Disposable;
  /** What the engine found wrong with the data on the last Train; cleared by the session when it tries again. */
  dataProblems(uri: string): readonly Problem[];
  /** The same folders the engine would read `dataset:NAME` from; absent: none are known here. */
  datasetFolders?(): readonly string[];
}

/** A spec as a form, and changes of it as edits of its text. */
export interface SpecForms {
  view(document: TextDocument): SpecView;
  /** Undefined where the text cannot be read, or has no such place. */
  edit(text: string, change: SpecChange): Edit | undefined;
  /** The edit that makes one text of the other. */
  between(before: string, after: string): Edit;
  /** The problems of a document's text are known, or newly known. */
  readonly onDidJudge: Event<Uri>;
}

export interface LanguagePart extends Disposable {
  readonly forms: SpecForms;
}

/** Returned by `require('dist/language.js')`. Everything is disposed with the context's subscriptions. */
export type ActivateLanguage = (
  context: { readonly subscriptions: { dispose(): unknown }[] },
  hooks: SessionStates,
) => LanguagePart;

/** `require('dist/language.js').dataFiles`: what a new network could learn from. */
export interface DataFiles {
  readonly dataIn: typeof dataIn;
  readonly dataBelow: typeof dataBelow;
}
