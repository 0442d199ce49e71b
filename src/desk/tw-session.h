/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

G_BEGIN_DECLS

typedef enum {
  TW_SESSION_CLOSED, /* not opened yet */
  TW_SESSION_OPEN,   /* a duty is there */
  TW_SESSION_BUSY,   /* the folder is being filled or put back by a worker: no duty meanwhile */
  TW_SESSION_FAILED, /* the folder cannot be opened: see the error */
} TwSessionState;

/**
 * TwSession: the data folder of this console and its duty, shared by all windows. Main thread.
 *
 * Properties: duty (TwDuty, NULL unless open), state (int).
 * Signals: changed () when state or duty changed; progress () while busy; demo-failed (const char
 * *message).
 */
#define TW_TYPE_SESSION (tw_session_get_type ())
G_DECLARE_FINAL_TYPE (TwSession, tw_session, TW, SESSION, GObject)

/** @dir NULL: the default folder. @feed: let the simulator go on where the folder holds a demo
 * street. */
TwSession *tw_session_new (const char *dir, gboolean feed);
void tw_session_open (TwSession *self);
/** Opens another folder in place of this one. */
void tw_session_change_dir (TwSession *self, const char *dir);
/** Closes the duty; blocks until its workers are done. */
void tw_session_close (TwSession *self);

const char *tw_session_get_dir (TwSession *self);
TwSessionState tw_session_get_state (TwSession *self);
/** Borrowed, NULL unless open. */
TwDuty *tw_session_get_duty (TwSession *self);
/** Why the folder cannot be opened; NULL unless failed. */
const GError *tw_session_get_error (TwSession *self);
/** The newest backup that may take the place of a broken database, or NULL. Looked for when opening
 * failed. */
const char *tw_session_get_backup (TwSession *self);

/** Makes the demo street in the (empty) folder, then opens it. Goes busy; cancel leaves the folder
 * empty. */
void tw_session_create_demo (TwSession *self, guint64 seed);
/** Puts the newest backup back, then opens it. The broken files are kept beside it. */
void tw_session_restore (TwSession *self);
void tw_session_cancel (TwSession *self);

/* While busy. */
double tw_session_get_fraction (TwSession *self);
const char *tw_session_get_doing (TwSession *self);

G_END_DECLS
