/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-derived.h"
#include "intake/tw-input.h"
#include "intake/tw-map-sink.h"

#include <glib/gstdio.h>
#include <stdint.h>

/* What the readers of both kinds of map are tried with: whatever the bytes are, reading ends, an
 * error has words, and what reached the pack is whole. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define FUZZ_RUNS_PER_IMPORT 5000

typedef gboolean (*FuzzMapRead) (TwInput *input, const char *dir, TwMapSink *sink, GError **error);

typedef struct {
  char *dir;
  TwMapPack *pack;
  guint n_runs;
} FuzzMap;

/* Beginning an import makes files; one import for many inputs keeps the runs fast. */
static inline void
fuzz_map_begin (FuzzMap *self)
{
  if (self->dir == NULL)
    {
      self->dir = g_dir_make_tmp ("tw-fuzz-XXXXXX", NULL);
      self->pack = tw_map_pack_open (self->dir, FALSE, NULL);
    }
  if (self->n_runs++ % FUZZ_RUNS_PER_IMPORT != 0)
    return;
  tw_map_pack_abort (self->pack);
  g_assert_true (tw_map_pack_begin (self->pack, "fuzz", NULL, NULL));
}

static inline void
fuzz_map_run (FuzzMap *self, FuzzMapRead read, const uint8_t *data, size_t size)
{
  static const TwMapImportOptions OPTIONS = { .source = "fuzz" };
  g_autofree char *path = NULL;
  g_autoptr (TwInput) input = NULL;
  g_autoptr (GError) error = NULL;
  TwMapImportResult result = { .extent = TW_BOX_EMPTY };
  TwMapSink sink;
  gboolean ok;

  fuzz_map_begin (self);
  path = g_build_filename (self->dir, "input", NULL);
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  input = tw_input_open (path, NULL);
  tw_map_sink_init (&sink, self->pack, &OPTIONS, &result);
  ok = read (input, self->dir, &sink, &error);
  g_assert_true (ok == (error == NULL));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  for (guint i = 0; i < sink.places->len; i++)
    g_assert_true (tw_derived_is_untouched (((TwDerivedDoc *) sink.places->pdata[i])->body));
  tw_map_sink_clear (&sink);
  tw_map_import_result_clear (&result);
  g_unlink (path);
}
