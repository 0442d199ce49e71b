/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-walk-figures.h"
#include "desk/tw-walk.h"

G_BEGIN_DECLS

typedef struct {
  const char *name; /* of the picture, or NULL */
  void (*enter) (TwWalk *self);
  gboolean (*ready) (TwWalk *self); /* NULL: at once */
  void (*leave) (TwWalk *self);
} TwWalkStep;

struct _TwWalk {
  TwApplication *application; /* not owned: it owns this */
  TwWindow *window;
  GtkWindow *other; /* a dialog or second window of the step */
  TwSession *other_session;
  TwWindow *stage; /* on a copy of the folder that may be written to, or NULL */
  TwSession *stage_session;
  char *dir, *scratch;
  guint poll_id, n_steps, n_shots;
  GArray *all_steps; /* TwWalkStep */
  const TwWalkStep *steps;
  gint64 entered_us, stood_us;
  TwWalkFigures *figures;
  guint n_swept;
};

TwDuty *tw_walk_get_duty (TwWalk *self);
/** A part of the window by its id in the .ui files, or NULL. */
GtkWidget *tw_walk_find_part (GtkWidget *root, const char *id);
/** The next pictures are of @window, until it is closed. */
void tw_walk_take_other (TwWalk *self, gpointer window);
void tw_walk_close_other (TwWalk *self);
/** A folder of our own. Transfer full. */
char *tw_walk_make_scratch (TwWalk *self, const char *name);
/** A second window on a folder of our own. */
void tw_walk_open_folder (TwWalk *self, const char *path);

/** Opens a window on a copy of the folder: until tw_walk_close_stage() it stands for the first one.
 */
void tw_walk_open_stage (TwWalk *self);
void tw_walk_close_stage (TwWalk *self);

/** tw-walk-roster.c */
const TwWalkStep *tw_walk_roster_steps (gsize *ret_n);

G_END_DECLS
