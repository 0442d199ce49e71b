/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand-private.h"
#include "duty/tw-duty.h"
#include "duty/tw-live.h"
#include "duty/tw-outlook-private.h"
#include "duty/tw-street-private.h"

G_BEGIN_DECLS

typedef struct _TwUndoStep TwUndoStep;

struct _TwDuty {
  GObject parent_instance;

  char *dir;
  TwStore *store;
  TwMapPack *map;
  char *map_problem; /* to be told when somebody listens */
  TwClock *clock;
  TwDutyClockMode mode;
  gint64 stand_us; /* where a history clock stands */
  TwStreet *street;
  TwDemand *demand;
  TwOutlook *outlook;
  gboolean loaded;
  TwLive *live;
  GPtrArray *undo; /* TwUndoStep; the first n_done are done, the rest can be redone */
  guint n_done;
  gboolean undoing, importing;
  struct _TwDocLog *log; /* writes steps over documents */
  guint watch_id;        /* of the store */
  gboolean read_only;    /* as last told */
};

/** Loads everything again in the worker. */
void tw_duty_reload (TwDuty *self);
void tw_duty_emit_undo_changed (TwDuty *self);

/** Puts a finished step on the undo stack, dropping what could be redone. */
void tw_duty_push_undo (TwDuty *self, TwUndoStep *step);
void tw_undo_step_free (TwUndoStep *step);

G_END_DECLS
