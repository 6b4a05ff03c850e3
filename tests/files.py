"""Pictures and documents for tests, some of which say more than they show and some of which are no such thing."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

SECRET = b"taken-by-rosa-delgado"
ORIENTATION, DESCRIPTION = 0x0112, 0x010E


def picture(form: str = "JPEG", size: tuple[int, int] = (80, 60), colour: str = "brown", turned: bool = False) -> bytes:
    """A picture whose metadata tells who took it; turned: the camera lay on its side."""
    exif = Image.Exif()
    exif[DESCRIPTION] = SECRET.decode()
    if turned:
        exif[ORIENTATION] = 6
    written = io.BytesIO()
    more = {"comment": SECRET} if form == "JPEG" else {}
    Image.new("RGB", size, colour).save(written, form, exif=exif.tobytes(), **more)
    return written.getvalue()


def huge_picture() -> bytes:
    """A few kilobytes that would become a hundred million pixels."""
    written = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(written, "PNG")
    return written.getvalue()


def document(password: str = "", pages: int = 1) -> bytes:
    """A PDF with a photo, an author, a script, an attached file and a button that starts a program."""
    pdf = Pdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page()
    photo = pdf.make_stream(picture())
    photo.Type, photo.Subtype, photo.Filter = Name.XObject, Name.Image, Name.DCTDecode
    photo.Width, photo.Height, photo.ColorSpace, photo.BitsPerComponent = 80, 60, Name.DeviceRGB, 8
    page.Resources = Dictionary(XObject=Dictionary(T=photo))
    page.Contents = pdf.make_stream(b"q 80 0 0 60 0 0 cm /T Do Q")
    start = Dictionary(S=Name.Launch, F=String(SECRET.decode()))
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=start)])
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(SECRET.decode()))
    pdf.docinfo["/Author"] = SECRET.decode()
    pdf.attachments["letter.txt"] = SECRET
    written = io.BytesIO()
    pdf.save(written, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return written.getvalue()


def flat(pdf: bytes) -> bytes:
    """A document with everything in it readable."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(written, qdf=True)
    return written.getvalue()
