// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-geojson.h"

#include "intake/tw-derived.h"

#include <glib/gstdio.h>
#include <stdint.h>

/* Whatever the bytes are: reading ends, an error has words, and what reached the pack is whole. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define RUNS_PER_IMPORT 5000

static char *dir;
static TwMapPack *pack;

/* Beginning an import makes files; one import for many inputs keeps the runs fast. */
static void
begin_import (void)
{
  static guint n_runs;

  if (dir == NULL)
    {
      dir = g_dir_make_tmp ("tw-fuzz-XXXXXX", NULL);
      pack = tw_map_pack_open (dir, FALSE, NULL);
    }
  if (n_runs++ % RUNS_PER_IMPORT != 0)
    return;
  tw_map_pack_abort (pack);
  g_assert_true (tw_map_pack_begin (pack, "fuzz", NULL, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const TwMapImportOptions OPTIONS = { .source = "fuzz" };
  g_autofree char *path = NULL;
  g_autoptr (TwInput) input = NULL;
  g_autoptr (GError) error = NULL;
  TwMapImportResult result = { .extent = TW_BOX_EMPTY };
  TwMapSink sink;
  gboolean ok;

  begin_import ();
  path = g_build_filename (dir, "a.json", NULL);
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  input = tw_input_open (path, NULL);
  tw_map_sink_init (&sink, pack, &OPTIONS, &result);
  ok = tw_geojson_read (input, &sink, NULL, NULL, NULL, &error);
  g_assert_true (ok == (error == NULL));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  for (guint i = 0; i < sink.places->len; i++)
    g_assert_true (tw_derived_is_untouched (((TwDerivedDoc *) sink.places->pdata[i])->body));
  tw_map_sink_clear (&sink);
  tw_map_import_result_clear (&result);
  g_unlink (path);
  return 0;
}
