/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-import-map.h"
#include "intake/tw-import-requests.h"
#include "store/tw-query.h"

G_BEGIN_DECLS

/* A data folder in a temporary place, with store, map and a clock that stands still. */
typedef struct {
  char *dir;
  TwClock *clock;
  TwStore *store;
  TwMapPack *pack;
} Fixture;

void fixture_open (Fixture *self);
void fixture_close (Fixture *self);
/** Writes @text (@len -1: up to its NUL) to a file in the folder; transfer full path. */
char *fixture_write (Fixture *self, const char *name, const char *text, gssize len);
/** Path of a file in ../shared/real, or NULL after skipping the test. Transfer full. */
char *fixture_shared (const char *name);

/** Imports rows given as text; fails the test on error. @map NULL: guess. Clear @ret_result. */
void fixture_import (Fixture *self, const char *name, const char *text, const char *map,
                     TwRequestImportResult *ret_result);
/** rows = added + known + rejected, and the same in the import document. */
void assert_balanced (Fixture *self, const TwRequestImportResult *result);
/** The request at @at_us, which must be the only one then. */
TwDoc *request_at (Fixture *self, const char *at_rfc3339);
gint64 count_type (Fixture *self, const char *type);
/** The community with @name, or NULL. */
TwDoc *community_named (Fixture *self, const char *name);
/** Whether a warning of the import contains @part. */
gboolean warns (const TwRequestImportResult *result, const char *part);
/** Asserts that @error's message contains @part and frees it. */
void assert_says (GError *error, const char *part);

G_END_DECLS
