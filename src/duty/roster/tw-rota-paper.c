// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-paper.h"

#include "base/tw-locale.h"
#include "base/tw-time.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

/* --- files ------------------------------------------------------------------------------------ */

/* What went wrong, as a code of GIO and in words about the file. */
static gboolean
fail (GError **error, const char *path, int code, const char *rest)
{
  g_autofree char *name = g_filename_display_name (path);

  switch (code)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("“%s” was not written: the disk is full. Make room and try again"), name);
      break;
    case EROFS:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY,
                   _ ("“%s” was not written: this disk can only be read. Choose another folder"),
                   name);
      break;
    case EACCES:
    case EPERM:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _ ("“%s” was not written: you may not write in this folder. Choose another one"),
                   name);
      break;
    case ENOENT:
    case ENOTDIR:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("“%s” was not written: there is no such folder"), name);
      break;
    default:
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("“%s” was not written: %s"),
                   name, rest);
    }
  return FALSE;
}

/* GLib tells the reason by a code of its own; the number it came from is what we word. */
static int
find_errno (const GError *error)
{
  static const struct {
    int file, number;
  } codes[] = { { G_FILE_ERROR_NOSPC, ENOSPC },
                { G_FILE_ERROR_ROFS, EROFS },
                { G_FILE_ERROR_ACCES, EACCES },
                { G_FILE_ERROR_PERM, EPERM },
                { G_FILE_ERROR_NOENT, ENOENT },
                { G_FILE_ERROR_NOTDIR, ENOTDIR },
                { G_FILE_ERROR_ISDIR, EISDIR },
                { G_FILE_ERROR_IO, EIO },
                { G_FILE_ERROR_NAMETOOLONG, ENAMETOOLONG } };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (error->domain == G_FILE_ERROR && error->code == codes[i].file)
      return codes[i].number;
  return 0;
}

gboolean
tw_rota_save_file (const char *path, const char *bytes, gsize length, GError **error)
{
  g_autofree char *target = realpath (path, NULL); /* a link keeps pointing where it does */
  g_autoptr (GError) local = NULL;
  GStatBuf status;

  if (target != NULL && g_stat (target, &status) == 0 && !S_ISREG (status.st_mode))
    return fail (error, path, S_ISDIR (status.st_mode) ? EISDIR : EINVAL,
                 S_ISDIR (status.st_mode) ? _ ("it is a folder") : _ ("it is not a file"));
  errno = 0;
  if (g_file_set_contents_full (target != NULL ? target : path, bytes, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT, 0644, &local))
    return TRUE;
  if (find_errno (local) == 0 && errno == EFBIG)
    return fail (error, path, EFBIG, local->message);
  return fail (error, path, find_errno (local), local->message);
}

/* --- names ------------------------------------------------------------------------------------ */

const char *
tw_rota_post_label (const TwRotaFrame *frame, int post)
{
  const TwRotaPost *at;

  if (post < 0 || post >= (int) frame->posts->len)
    return _ ("a post that is gone");
  at = g_ptr_array_index (frame->posts, post);
  if (at->name_en != NULL && *at->name_en != '\0' && !tw_locale_is_chinese ())
    return at->name_en;
  return at->name;
}

const char *
tw_rota_stretch_label (const TwRotaFrame *frame, const TwStretch *stretch)
{
  switch (stretch->kind)
    {
    case TW_STRETCH_WAY:
      return _ ("on the way");
    case TW_STRETCH_BREAK:
      return _ ("break");
    default:
      return tw_rota_post_label (frame, stretch->post);
    }
}

const char *
tw_rota_holder_label (const TwRotaFrame *frame, const TwShift *shift)
{
  if (shift->person < 0 || shift->person >= (int) frame->people->len)
    return C_ ("shift", "Open");
  return ((TwRotaPerson *) g_ptr_array_index (frame->people, shift->person))->name;
}

char *
tw_rota_dup_posts (const TwRotaFrame *frame, const TwShift *shift)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      gboolean known = stretch->kind != TW_STRETCH_WORK;

      for (guint j = 0; j < i && !known; j++)
        known = shift->stretches[j].kind == TW_STRETCH_WORK
                && shift->stretches[j].post == stretch->post;
      if (known)
        continue;
      if (text->len > 0)
        g_string_append (text, _ (", "));
      g_string_append (text, tw_rota_post_label (frame, stretch->post));
    }
  return g_string_free (text, FALSE);
}

char *
tw_rota_dup_day (const TwRotaFrame *frame, gint64 t_us)
{
  TwLocalTime local;

  tw_time_to_local (t_us, frame->zone, &local);
  return g_strdup_printf ("%04d-%02d-%02d", local.year, local.month, local.day);
}

char *
tw_rota_dup_clock (const TwRotaFrame *frame, gint64 t_us)
{
  TwLocalTime local;

  tw_time_to_local (t_us, frame->zone, &local);
  return g_strdup_printf ("%02d:%02d", local.hour, local.minute);
}
