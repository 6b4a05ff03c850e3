"""Pictures are decoded and written anew: their pixels stay, everything else that was in the file does not."""

import io
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from services.common.cleaning.kinds import IMAGES, FileRefused

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096  # pixels: enough to read a number plate across a street
THUMBNAIL_SIDE = 400  # pixels
QUALITY = {"JPEG": {"quality": 85}, "WEBP": {"quality": 85, "method": 2}, "PNG": {"compress_level": 6}}


def clean_picture(source: Path, target: Path, thumbnail: Path, media_type: str) -> dict[str, Any]:
    """Write the picture and a small one; return {"width", "height"}; FileRefused when it is none or too large."""
    form = IMAGES[media_type]
    try:
        picture = _read(source, form)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileRefused("The picture is damaged.") from error
    picture.save(target, form, **QUALITY[form])
    size = {"width": picture.width, "height": picture.height}
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    _on_white(picture).save(thumbnail, "JPEG", quality=80)
    return size


def _read(source: Path, form: str) -> Image.Image:
    """Return the upright picture in sRGB, at most LONGEST_SIDE long, with nothing but its pixels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = Image.open(source, formats=[form])
        if opened.width * opened.height > MOST_PIXELS:
            raise FileRefused(f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.")
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        profile = opened.info.get("icc_profile")
        picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture = _in_srgb(_in_plain_mode(picture, form), profile)
    picture.info = {}
    return picture


def _in_plain_mode(picture: Image.Image, form: str) -> Image.Image:
    """Return it grey, in colour, or in colour with transparency where the form knows it."""
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if see_through and form != "JPEG":
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Translate the colours of a wide-gamut camera, so that they are right without its profile."""
    if not profile or picture.mode == "L":
        return picture
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        translated = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture
    return translated or picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
