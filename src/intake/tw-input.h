/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwInput: a file read from the front in pieces, unpacked when it is gzip (told by its first bytes,
 * not its name). Errors name the file. Not thread-safe.
 */
typedef struct _TwInput TwInput;

TwInput *tw_input_open (const char *path, GError **error);
void tw_input_free (TwInput *self);
const char *tw_input_get_path (TwInput *self);
/** The unpacked bytes as a stream; borrowed. */
GInputStream *tw_input_get_stream (TwInput *self);
/** Bytes read, 0 at the end, -1 on failure (TW_DATA_ERROR or G_IO_ERROR). */
gssize tw_input_read (TwInput *self, void *buffer, gsize len, GCancellable *cancellable,
                      GError **error);
/** Part of the file read so far, 0..1, counted on the packed side. */
double tw_input_get_fraction (TwInput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwInput, tw_input_free)

G_END_DECLS
