// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-geojson.h"

#include "tests/fuzz/fuzz-map.h"

static gboolean
read_map (TwInput *input, const char *dir, TwMapSink *sink, GError **error)
{
  return tw_geojson_read (input, sink, NULL, NULL, NULL, error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static FuzzMap fuzz;

  fuzz_map_run (&fuzz, read_map, data, size);
  return 0;
}
