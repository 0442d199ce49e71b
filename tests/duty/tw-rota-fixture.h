/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-publish.h"
#include "tests/duty/tw-duty-fixture.h"

G_BEGIN_DECLS

/*
 * A small street as a data folder whose clock stands at FIXTURE_NOW_US (Tuesday 2026-11-24, 07:40):
 * people of all four pools in turn, available at any time, every third one with the skill "care";
 * posts that want one head from 07:00 to 21:00, the first two at different places, the last one
 * asking for "care". All rights sit at the console.
 */

#define ROTA_FROM_US G_GINT64_CONSTANT (1795449600000000) /* 2026-11-24T00:00+08:00 */

typedef struct {
  char *dir;
  TwDuty *duty;
  TwRota *rota;
  guint n_failed, n_changed; /* signals */
  char *message;             /* of the last failure */
} RotaFixture;

void rota_fixture_set_up (RotaFixture *self, int n_people, int n_posts);
/** Closes the folder and opens it again, as a restart does. */
void rota_fixture_reopen (RotaFixture *self);
void rota_fixture_tear_down (RotaFixture *self);
/** Opens an existing folder. */
void rota_fixture_open (RotaFixture *self, const char *dir);
void rota_fixture_load (RotaFixture *self);
/** Waits until all is on disk and the picture has followed. */
void rota_fixture_settle (RotaFixture *self);
/** A shift of the frame's day @day, fitted with break: @person -1: open. */
TwShift *rota_fixture_shift (RotaFixture *self, int person, int day, int from_min, int minutes,
                             int post);
/** Adds such a shift and gives its id. Transfer full. */
char *rota_fixture_add (RotaFixture *self, int person, int day, int from_min, int minutes,
                        int post);
/** The first person of the pool from @nth on. */
int rota_fixture_person (RotaFixture *self, TwPool pool, int nth);
/** Submits the first day of the frame, and approves and publishes it as another officer, who sits
 * at the console from now on. */
void rota_fixture_publish_today (RotaFixture *self);
gboolean rota_fixture_edit (RotaFixture *self, const char *id, TwShift *after, GError **error);
gboolean rota_fixture_undo (RotaFixture *self, gboolean redo, GError **error);
/** Over all shift and roster documents without revisions and stamps. Transfer full. */
char *rota_fixture_digest (RotaFixture *self);
/** The conflict with this rule id, or NULL; @ret_n: how many there are. */
TwRotaConflict *rota_fixture_find_conflict (RotaFixture *self, const char *rule, guint *ret_n);

/** What solving or repairing came to, for the callbacks below. */
typedef struct {
  gboolean done;
  TwRotaProposal *proposal;
  GError *error;
  /* For tests of the progress. */
  guint n_progress;
  gint64 cancelled_us;
  GCancellable *cancellable;
} RotaAnswer;

void rota_fixture_solved_cb (GObject *source, GAsyncResult *result, gpointer answer);
void rota_fixture_repaired_cb (GObject *source, GAsyncResult *result, gpointer answer);

G_END_DECLS
