// SPDX-License-Identifier: Apache-2.0
#include "base/tw-json.h"
#include "duty/roster/tw-rota-frame.h"
#include "duty/tw-street-private.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * Documents that rosters are made from. The input is lines: a letter for the type (shift, post,
 * tide, person, rulepack, first letters) and a body. What the store takes must give a frame whose
 * problem makes sense; a shift that can be read is the same after writing, has a form of the
 * engine's without holes, and fits to other times.
 */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define MIDNIGHT G_GINT64_CONSTANT (1795536000000000)

static TwStore *store;
static TwStreet *street;
static char *dir;

static void
remove_store (void)
{
  static const char *const names[] = { "store.db", "store.db-wal", "store.db-shm" };

  g_clear_pointer (&street, tw_street_unref);
  g_clear_pointer (&store, tw_store_unref);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);
      remove (path);
    }
  rmdir (dir);
  g_clear_pointer (&dir, g_free);
}

static void
put (const char *id, const char *text)
{
  JsonObject *body = tw_json_parse_object (text, -1, TW_DOC_MAX_BODY, NULL);
  TwBatch *batch = tw_batch_new ();

  if (body)
    tw_batch_put (batch, id, TW_REV_ANY, body);
  tw_store_put (store, batch, NULL, NULL);
}

static void
open_store (void)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (MIDNIGHT, 0);
  const char *parent = access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir ();

  dir = g_build_filename (parent, "tw-fuzz-rota-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (dir));
  store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, NULL);
  g_assert_nonnull (store);
  street = tw_street_new ();
  put ("person:A", "{\"name\":\"a\",\"pool\":\"community\",\"skills\":[],\"hours_week_max\":40,"
                   "\"availability\":[{\"weekday\":3,\"from_min\":0,\"to_min\":2880}]}");
  put ("post:A", "{\"name\":\"a\",\"priority\":1,\"per_hour\":1,\"min_heads\":1,\"active\":true,"
                 "\"hours\":[{\"weekday\":3,\"from_min\":480,\"to_min\":1200}]}");
  put ("post:B", "{\"name\":\"b\",\"priority\":5,\"per_hour\":1,\"min_heads\":1,\"active\":true,"
                 "\"hours\":[{\"weekday\":4,\"from_min\":480,\"to_min\":1200}]}");
  atexit (remove_store);
}

static void
check_blocks (TwRotaFrame *frame, const TwShift *shift)
{
  TwRosterShift as;
  int at;

  tw_rota_frame_to_roster_shift (frame, shift, &as);
  at = as.first;
  for (int b = 0; b < as.n_blocks; b++)
    {
      g_assert_true (as.blocks[b].first == at && as.blocks[b].last > at);
      g_assert_true (as.blocks[b].post < frame->problem->n_posts);
      at = as.blocks[b].last;
    }
  g_assert_true (as.n_blocks == 0 || at == as.last);
  tw_roster_shift_clear (&as);
}

static void
check_fit (TwRotaFrame *frame, const TwShift *shift, gint64 from_us, gint64 to_us)
{
  g_autoptr (TwShift) fitted = tw_shift_copy (shift);
  gint64 at_us = from_us;

  tw_rota_frame_fit_shift (frame, fitted, from_us, to_us);
  for (guint i = 0; i < fitted->n_stretches; i++)
    {
      g_assert_true (fitted->stretches[i].from_us == at_us);
      g_assert_true (fitted->stretches[i].to_us > at_us);
      at_us = fitted->stretches[i].to_us;
    }
  g_assert_true (fitted->n_stretches > 0 && at_us == to_us);
}

static void
try_shift (TwRotaFrame *frame, JsonObject *body)
{
  TwDoc doc = { .id = (char *) "shift:A", .rev = (char *) "1-a", .body = body };
  g_autoptr (TwShift) shift = tw_rota_frame_parse_shift (frame, &doc, NULL);

  if (!shift)
    return;
  g_autoptr (JsonObject) written = tw_rota_frame_write_shift (frame, shift);
  doc.body = written;
  g_autoptr (TwShift) again = tw_rota_frame_parse_shift (frame, &doc, NULL);
  g_assert_true (again && tw_shift_same_work (shift, again));
  check_blocks (frame, shift);
  check_fit (frame, shift, shift->from_us + TW_US_PER_HOUR, shift->to_us + TW_US_PER_HOUR);
  for (int slots = 1; slots <= 40; slots += 3)
    check_fit (frame, shift, MIDNIGHT, MIDNIGHT + slots * TW_US_PER_SLOT);
}

static TwRotaFrame *
read_frame (void)
{
  static const TwRotaFrameOptions options = { .from_us = MIDNIGHT, .n_hours = 72 };

  return tw_rota_frame_new (store, street, NULL, MIDNIGHT, &options, NULL);
}

static void
put_line (const char *line)
{
  static const struct {
    char letter;
    const char *id;
  } types[] = { { 's', "shift:F" },
                { 'p', "post:F" },
                { 't', "tide:F" },
                { 'e', "person:F" },
                { 'r', "rulepack:community" } };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (line[0] == types[i].letter)
      put (types[i].id, line + 1);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *input = g_strndup ((const char *) data, MIN (size, 8000));
  g_auto (GStrv) lines = g_strsplit (input, "\n", 8);

  if (!store)
    open_store ();
  for (guint i = 0; lines[i]; i++)
    put_line (lines[i]);
  TwRotaFrame *frame = read_frame ();
  g_assert_nonnull (frame); /* there are a person and a post that stay good */
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (JsonObject) body =
          lines[i][0] == 's' ? tw_json_parse_object (lines[i] + 1, -1, TW_DOC_MAX_BODY, NULL)
                             : NULL;
      if (body)
        try_shift (frame, body);
    }
  g_autoptr (GPtrArray) shifts = tw_rota_frame_read_shifts (frame, store, NULL);
  tw_roster_problem_free (tw_rota_frame_dup_problem (frame, shifts, NULL, NULL, 0));
  tw_rota_frame_unref (frame);
  return 0;
}
