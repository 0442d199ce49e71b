/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store-sync.h"
#include "store/tw-store.h"

G_BEGIN_DECLS

/* A store in a temporary folder with a clock that stands still at START_US. */
#define START_US                                                                                   \
  (G_GINT64_CONSTANT (1795592400) * 1000000) /* 2026-11-24T07:40 in Shanghai, about */

typedef struct {
  char *dir;
  TwClock *clock;
  TwStore *store;
} Fixture;

void fixture_open (Fixture *self);
/** Closes and opens again with @flags. */
void fixture_reopen (Fixture *self, TwStoreFlags flags);
void fixture_close (Fixture *self);
/** Removes a folder with all it holds. */
void remove_tree (const char *path);

/** A request of minute @n with @text (NULL: none). */
JsonObject *make_request (int n, const char *text);
JsonObject *make_asset (int n, const char *name);
JsonObject *make_place (const char *kind, const char *name, const char *code);
/** Puts one document; fails the test on error. Returns the new revision. */
char *put_one (TwStore *store, const char *id, const char *parent, JsonObject *body);
/** A revision text "gen-hash" with the hash made from @seed. */
char *make_rev (guint gen, guint64 seed);
/** Puts @n requests in one batch; fails the test on error. */
void fixture_fill (TwStore *store, int n);
/** Puts 20 large requests in one batch. */
gboolean fixture_put_numbered (TwStore *store, int i, GError **error);
/** Fails the test unless tw_store_check() finds nothing. */
void fixture_assert_sound (TwStore *store);
/** Spoils the database in a closed folder. @how: 0 pages here and there, 1 the head, 2 the end is
 * gone. */
void fixture_damage (const char *dir, int how);

G_END_DECLS
