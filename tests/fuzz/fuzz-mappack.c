// SPDX-License-Identifier: Apache-2.0
#include "store/tw-map-blob.h"

#include <stdint.h>
#include <string.h>

/* The first byte is the step of thinning; the rest a geometry. What decodes whole encodes and
 * decodes to itself. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  TwMapFeature *a = g_new0 (TwMapFeature, 1), *b = g_new0 (TwMapFeature, 1);
  g_autoptr (GByteArray) blob = g_byte_array_new ();

  if (size > 0)
    {
      a->closed = data[0] & 1;
      if (tw_map_blob_decode (data + 1, size - 1, data[0] / 2, a))
        {
          g_assert_cmpuint (a->n_points, >=, a->n_parts);
          tw_map_blob_encode (a, blob);
          g_assert_true (tw_map_blob_decode (blob->data, blob->len, 0, b));
          g_assert_cmpmem (a->points, a->n_points * sizeof (TwPointE7), b->points,
                           b->n_points * sizeof (TwPointE7));
        }
    }
  tw_map_feature_free (a);
  tw_map_feature_free (b);
  return 0;
}
