/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The language of the console: "zh_CN", "en", or NULL / "" for the one the system asks for. May be
 * called again at any time on the main thread: strings looked up afterwards are in the new language
 * (widgets made before keep theirs). Needs no locale of that language on the machine. Call it
 * before GTK starts.
 */
void tw_locale_apply (const char *language);
/** "zh_CN" or "en": what strings are in now. */
const char *tw_locale_get (void);
gboolean tw_locale_is_chinese (void);
/** TRUE when @language is one the console speaks. */
gboolean tw_locale_is_known (const char *language);

G_END_DECLS
